"""What passports, identity and tax numbers are called, in the customers' languages: data."""

PASSPORT_WORDS = (
    r"passport|reisepass|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|паспорт|pasaport|"
    r"جواز|护照|護照|旅券|パスポート|여권|hộ chiếu|หนังสือเดินทาง|พาสปอร์ต|paspor"
)
IDENTITY_WORDS = (
    # English
    r"\bssn\b|\bitin\b|\bnino\b|\bdni\b|\bcpf\b|\bcurp\b|\bbsn\b|\btckn\b|\bcuit\b|\bcuil\b|social security|national insurance|(?:national |personal )?(?:id|identity) (?:card |number|no\b)|"
    r"identification number|tax(?:payer)? (?:id|identification|number|file number|no\b)|social insurance number|"
    r"driver'?s? licen[cs]e|driving licen[cs]e|aadhaar|medicare number|"
    # Spanish, Portuguese
    r"documento de identidad|c[ée]dula|n[úu]mero de identidad|seguridad social|contribuinte|"
    r"cart[ãa]o de cidad[ãa]o|bilhete de identidade|"
    # French
    r"s[ée]curit[ée] sociale|n[°ºo]\.? ?s[ée]cu|num[ée]ro fiscal|carte d'identit[ée]|carte nationale|"
    # German
    r"steuer-?(?:id|identifikations)|steuernummer|personalausweis|ausweisnummer|sozialversicherungs|ahv-?n|"
    r"f[üu]hrerschein|"
    # Italian
    r"codice fiscale|carta d'identit|tessera sanitaria|"
    # Dutch
    r"burgerservicenummer|sofinummer|rijksregister|identiteitskaart|id-kaart|rijbewijs|"
    # Polish
    r"pesel|dow[óo]d(?:u)? osobist|"
    # Russian
    r"\bинн\b|снилс|водительск|"
    # Turkish
    r"kimlik n|kimlik numara|vergi (?:no|numara|kimlik)|"
    # Arabic
    r"رقم الهوية|هويتي|الهوية الوطنية|الرقم القومي|بطاقة الهوية|رقم الإقامة|الرقم الضريبي|الرقم الوطني|"
    # Chinese
    r"身份证|身分證|身份證|居民证|税号|稅號|社保号|驾驶证|駕照|统一证号|統一證號|居留證|"
    # Japanese
    r"マイナンバー|個人番号|運転免許|在留カード|保険証|"
    # Korean
    r"주민(?:등록)?번호|주민등록|외국인등록|운전면허|"
    # Vietnamese
    r"cccd|cmnd|cmtnd|căn cước|\bmst\b|chứng minh (?:nhân dân|thư)|mã số thuế|số định danh|"
    # Thai
    r"บัตรประชาชน|เลขประจำตัว|เลขผู้เสียภาษี|ใบขับขี่|"
    # Indonesian
    r"\bktp\b|\bnpwp\b|nomor induk|nomor identitas"
)
IDENTITY_CAPITALS = (
    "SSN|SIN|ITIN|TFN|NI number|NINO|PAN|DNI|NIE|NIF|CURP|RFC|CUIT|CUIL|RUT|CPF|RG|NIR|BSN|NIP|TCKN|"
    r"T\.?C\.?(?=\s?[Kk]imlik)|TC|NIK|IdNr|Steuer-ID|C\.F\.|CF|AHV|NRIC|HKID|MyKad|ARC"
)
"""Short names: words of other languages unless written in capitals."""
COMPANY_WORDS = (
    r"\bcompany|business|firma\b|firmen|empresa|entreprise|azienda|bedrijf|компани|организаци|ооо\b|şirket|"
    r"شركة|公司|企业|企業|会社|法人|회사|법인|사업자|công ty|doanh nghiệp|บริษัท|นิติบุคคล|perusahaan|\bpt\b"
)
"""A company's number is nobody's."""
