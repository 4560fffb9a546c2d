"""Words of postal addresses in scripts with capitals: data, as alternatives of expressions."""

BEHIND_STREET = (
    "Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Close|Place|Pl|Square|Sq|Terrace|"
    "Crescent|Cres|Highway|Hwy|Parkway|Pkwy|Grove|Gardens|Mews|Hill|Row|Walk|Circle|Cir|Trail|Quay|Parade"
)
"""Behind the name, in English."""
STREET_BEFORE = (
    r"[Cc]alle|C/|[Aa]v(?:enida|da)?\.?|[Pp]aseo|[Pp]laza|Pza\.|Camino|Carretera|Ronda|Carrera|[Cc]ra\.|"
    r"[Rr]ua|R\.|[Tt]ravessa|[Pp]raça|[Aa]lameda|[Rr]odovia|Largo|Estrada|"
    r"Via|[Vv]iale|V\.le|Corso|[Pp]iazza|Vicolo|Strada|"
    r"[Uu]l\.|[Uu]lica|[Aa]l\.|[Oo]s\.|[Pp]l\.|[Jj]l\.?|[Jj]ln\.?|[Jj]alan|Gang|Komplek|"
    r"Grote Markt|Laan|Plein|Kade"
)
"""Before the name: Spanish, Portuguese, Italian, Polish, Indonesian; German ones with a preposition."""
JOINED_STREET = (
    "straße|strasse|str|gasse|allee|platz|damm|ufer|weg|ring|steig|chaussee|promenade|"
    "straat|laan|plein|gracht|kade|dijk|singel|steeg|hof|markt|baan|lei"
)
"""At the end of the name: German, Dutch."""
BEHIND_STREET_ALONE = "stra(?:ß|ss)e|str|gasse|allee|platz|weg|straat|laan|plein|markt"
UNITS = (
    r"ap|apt|apartment|flat|unit|suite|ste|floor|fl|room|rm|building|bldg|block|level|piso|puerta|esc|escalera|planta|"
    r"apto|andar|bloco|fração|sala|appt|appartement|[ée]tage|b[âa]t|escalier|interno|int|scala|bus|m|lok|mieszkanie|klatka|"
    r"daire|kat|d|blok|b|ph[ườuo]+ng|qu[ậa]n|p|q|rt|rw|no|kav|lantai|whg|wohnung|stock|og|top|stiege|box|po box|postfach|bp|cp"
)
PARTICLES = (
    r"de|del|de la|de las|de los|la|las|los|el|da|do|dos|das|di|della|dei|du|des|le|les|der|die|den|dem|van|von|am|an|im|in|bei|"
    r"zu|of|the|y|e|et|ter|ten|s/n|quận|phường|xã|huyện|tỉnh|thành phố|tp\.?|kec\.?|kel\.?|kota|kab\.?"
)
