"""Translations that have drifted from their originals, and faithful ones that only look like it."""

from zlib import crc32

from tests.insight.planted import Planted, page


def _twins(
    id_: str,
    is_defect: bool,
    why: str,
    original: str,
    twin: str,
    *,
    title: str,
    twin_title: str,
    changed_hours_ago: dict[str, float] | None = None,
    **facts: str,
) -> Planted:
    return Planted(
        id=id_,
        kind="drifted_translation",
        is_defect=is_defect,
        why=why,
        files={
            "original.md": page(title, original, **facts),
            "twin.md": page(twin_title, twin, translation_of=f"{id_}/original.md", **facts),
        },
        changed_hours_ago=changed_hours_ago or {},
        about=("twin.md",),
    )


def _edit(id_: str, why: str, path: str, old: str, new: str, *, is_defect: bool = True) -> Planted:
    """A translation of the demo's, edited."""
    return Planted(
        id=id_,
        kind="drifted_translation",
        is_defect=is_defect,
        why=why,
        edits=((path, old, new),),
        about=(path,),
    )


_KETTLE_EN = """
## Filling

Open the lid and fill in at least 0.5 l and at most 1.7 l of water.

## Boiling

1. Put the kettle on its base.
2. Press the lever down; the lamp lights.
3. Wait until the kettle switches itself off after about 4 minutes.
4. Pour slowly and keep 20 cm away from the steam.

## Descaling

Descale every 3 months: boil 0.5 l of water with 50 ml of vinegar and rinse twice.
"""
_KETTLE_DE = """
## Füllen

Deckel öffnen und mindestens 0,5 l, höchstens 1,7 l Wasser einfüllen.

## Kochen

1. Den Kocher auf seinen Sockel stellen.
2. Den Hebel nach unten drücken; die Lampe leuchtet.
3. Warten, bis der Kocher nach etwa 4 Minuten von selbst abschaltet.
4. Langsam gießen und 20 cm Abstand zum Dampf halten.

## Entkalken

Alle 3 Monate entkalken: 0,5 l Wasser mit 50 ml Essig aufkochen und zweimal spülen.
"""
_KETTLE_ZH = """
## 加水

打开盖子，加入至少 0.5 升、最多 1.7 升水。

## 烧水

1. 将水壶放在底座上。
2. 向下按压开关，指示灯亮起。
3. 等待约 4 分钟，水壶自动断电。
4. 缓慢倒水，与蒸汽保持 20 厘米距离。

## 除垢

每 3 个月除垢一次：用 0.5 升水加 50 毫升醋煮沸，然后冲洗两次。
"""
_KETTLE_ES = """
## Llenado

Abra la tapa y eche al menos 0,5 l y como máximo 1,7 l de agua.

## Hervir

1. Ponga el hervidor en su base.
2. Baje la palanca; la lámpara se enciende.
3. Espere hasta que el hervidor se apague solo al cabo de unos 4 minutos.
4. Vierta despacio y manténgase a 20 cm del vapor.

## Descalcificar

Descalcifique cada 3 meses: hierva 0,5 l de agua con 50 ml de vinagre y enjuague dos veces.
"""
_KETTLE_FR = """
## Remplissage

Ouvrez le couvercle et versez au moins 0,5 l et au plus 1,7 l d'eau.

## Ébullition

1. Posez la bouilloire sur son socle.
2. Abaissez le levier ; le voyant s'allume.
3. Attendez que la bouilloire s'arrête d'elle-même au bout d'environ 4 minutes.
4. Versez lentement et restez à 20 cm de la vapeur.

## Détartrage

Détartrez tous les 3 mois : faites bouillir 0,5 l d'eau avec 50 ml de vinaigre, rincez deux fois.
"""
_KETTLE_JA = """
## 給水

ふたを開け、0.5 L 以上 1.7 L 以下の水を入れてください。

## 沸かす

1. ケトルを台座に置きます。
2. レバーを下げるとランプが点灯します。
3. 約 4 分後に自動で電源が切れるまで待ちます。
4. 蒸気から 20 cm 離してゆっくり注ぎます。

## 水あかの除去

3 か月ごとに、水 0.5 L に酢 50 ml を加えて沸かし、2 回すすいでください。
"""
_LOCK_EN = """
The lock works with four AA batteries, which last about 12 months.

## Fitting

- Drill one hole of 38 mm at a height of 105 cm.
- Fix the inner plate with two screws M4 x 30.
- Connect the plug E-12 before you close the cover.

## Codes

| Code | Meaning |
|---|---|
| E1 | batteries low |
| E2 | bolt blocked |
| E3 | wrong PIN five times, locked for 10 minutes |
"""
_LOCK_DE = """
Das Schloss arbeitet mit vier AA-Batterien, die etwa 12 Monate halten.

## Montage

- Ein Loch von 38 mm in 105 cm Höhe bohren.
- Die Innenplatte mit zwei Schrauben M4 x 30 befestigen.
- Den Stecker E-12 anschließen, bevor der Deckel geschlossen wird.

## Codes

| Code | Bedeutung |
|---|---|
| E1 | Batterien schwach |
| E2 | Riegel blockiert |
| E3 | fünfmal falsche PIN, 10 Minuten gesperrt |
"""
_LOCK_IT = """
La serratura funziona con quattro batterie AA, che durano circa 12 mesi.

## Montaggio

- Praticare un foro di 38 mm a 105 cm di altezza.
- Fissare la piastra interna con due viti M4 x 30.
- Collegare il connettore E-12 prima di chiudere il coperchio.

## Codici

| Codice | Significato |
|---|---|
| E1 | batterie scariche |
| E2 | chiavistello bloccato |
| E3 | PIN errato cinque volte, blocco di 10 minuti |
"""
_LOCK_KO = """
이 도어록은 AA 건전지 4개로 작동하며 약 12개월 사용할 수 있습니다.

## 설치

- 높이 105 cm에 38 mm 구멍을 하나 뚫습니다.
- 안쪽 판을 M4 x 30 나사 2개로 고정합니다.
- 덮개를 닫기 전에 커넥터 E-12를 연결합니다.

## 코드

| 코드 | 의미 |
|---|---|
| E1 | 건전지 부족 |
| E2 | 걸쇠 막힘 |
| E3 | 비밀번호 5회 오류, 10분간 잠김 |
"""


def _kettle(
    id_: str,
    is_defect: bool,
    why: str,
    twin: str,
    *,
    original: str = _KETTLE_EN,
    changed_hours_ago: dict[str, float] | None = None,
) -> Planted:
    name = id_.removeprefix("no-")
    return _twins(
        id_,
        is_defect,
        why,
        original,
        twin,
        title=f"Kettle {name}",
        twin_title=f"{name}, twin",
        models=f"[KT-{crc32(id_.encode()) % 9000 + 1000}]",
        changed_hours_ago=changed_hours_ago,
    )


def _lock(id_: str, is_defect: bool, why: str, twin: str, *, original: str = _LOCK_EN) -> Planted:
    name = id_.removeprefix("no-")
    return _twins(
        id_,
        is_defect,
        why,
        original,
        twin,
        title=f"Door lock {name}",
        twin_title=f"{name}, twin",
        models=f"[DL-{crc32(id_.encode()) % 9000 + 1000}]",
    )


def _changed(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"{old!r} has to stand there once")
    return text.replace(old, new)


DRIFTED = (
    _edit(
        "dri-demo-claim-days",
        "30 days became 60",
        "sop/warranty-claims.zh.md",
        "发现缺陷后 30 天内写信",
        "发现缺陷后 60 天内写信",
    ),
    _edit(
        "dri-demo-warranty-table",
        "a cell of a table",
        "sop/warranty-claims.es.md",
        "| Cargador de baterías BC-12 | 24 meses | 36 meses |",
        "| Cargador de baterías BC-12 | 12 meses | 36 meses |",
    ),
    _edit(
        "dri-demo-deposit",
        "a share of the deposit",
        "policies/payment-terms.zh.md",
        "| 1,000 至 20,000 | 30 % 定金，70 % 发货前付清 |",
        "| 1,000 至 20,000 | 40 % 定金，60 % 发货前付清 |",
    ),
    _edit(
        "dri-demo-sensor-height",
        "an item of a list",
        "quick-start/lx-sensor-card-zh.md",
        "- 罩盖上的积雪没有影响，冰厚超过 5 mm 会缩短距离。\n",
        "",
    ),
    _edit(
        "dri-demo-quick-torque",
        "a step's torque",
        "quick-start/xr-quick-start-es.md",
        "Con puntera y 0,6 N·m.",
        "Con puntera y 0,8 N·m.",
    ),
    _edit(
        "dri-demo-lx-bolts",
        "a torque of the manual",
        "manuals/lx-series-zh.md",
        "M8 用 12 N·m",
        "M8 用 16 N·m",
    ),
    _kettle("dri-ket-minutes", True, "minutes", _changed(_KETTLE_DE, "4 Minuten", "6 Minuten")),
    _kettle("dri-ket-litres", True, "litres", _changed(_KETTLE_ZH, "1.7 升", "1.5 升")),
    _kettle("dri-ket-vinegar", True, "millilitres", _changed(_KETTLE_ES, "50 ml", "150 ml")),
    _kettle(
        "dri-ket-step",
        True,
        "a step is missing",
        _changed(
            _changed(_KETTLE_DE, "2. Den Hebel nach unten drücken; die Lampe leuchtet.\n", ""),
            "3. Warten",
            "2. Warten",
        ),
    ),
    _kettle(
        "dri-ket-section",
        True,
        "a section is missing",
        _KETTLE_FR[: _KETTLE_FR.index("## Détartrage")],
    ),
    _kettle(
        "dri-ket-section-new",
        True,
        "the original has a section that was never translated",
        _KETTLE_ZH,
        original=_KETTLE_EN
        + "\n## Spare parts\n\nThe filter KF-7 can be replaced; order it from the shop.\n",
    ),
    _kettle("dri-ket-months", True, "months", _changed(_KETTLE_JA, "3 か月", "6 か月")),
    _kettle("dri-ket-distance", True, "distance", _changed(_KETTLE_FR, "20 cm", "10 cm")),
    _kettle(
        "dri-ket-unit",
        True,
        "another unit",
        _changed(_KETTLE_ES, "20 cm del vapor", "20 mm del vapor"),
    ),
    _kettle(
        "dri-ket-older",
        True,
        "the original was changed two weeks after its translation",
        _KETTLE_DE,
        changed_hours_ago={"original.md": 24 * 20, "twin.md": 24 * 34},
    ),
    _kettle(
        "dri-ket-older-zh",
        True,
        "the original was changed half a year after its translation",
        _KETTLE_ZH,
        changed_hours_ago={"original.md": 24 * 100, "twin.md": 24 * 280},
    ),
    _kettle(
        "dri-ket-older-days",
        True,
        "the original was changed five days after its translation",
        _KETTLE_ES,
        changed_hours_ago={"original.md": 24 * 10, "twin.md": 24 * 15},
    ),
    _lock("dri-loc-hole", True, "a diameter", _changed(_LOCK_DE, "38 mm", "35 mm")),
    _lock("dri-loc-screw", True, "a screw", _changed(_LOCK_IT, "M4 x 30", "M5 x 30")),
    _lock("dri-loc-plug", True, "an identifier", _changed(_LOCK_KO, "E-12", "E-21")),
    _lock("dri-loc-pin", True, "minutes in a cell", _changed(_LOCK_DE, "10 Minuten", "30 Minuten")),
    _lock(
        "dri-loc-row",
        True,
        "a row of the table is missing",
        _changed(_LOCK_IT, "| E2 | chiavistello bloccato |\n", ""),
    ),
    _lock(
        "dri-loc-batteries", True, "a number in words", _changed(_LOCK_DE, "vier AA", "sechs AA")
    ),
    _lock("dri-loc-months", True, "months", _changed(_LOCK_KO, "12개월", "6개월")),
    _lock(
        "dri-loc-item",
        True,
        "an item is missing",
        _changed(_LOCK_KO, "- 안쪽 판을 M4 x 30 나사 2개로 고정합니다.\n", ""),
    ),
    _twins(
        "dri-paragraph",
        True,
        "a warning without any number is missing",
        """
## Charging

Charge the battery indoors only. Never leave it without anybody in the room.

Never charge a battery that is swollen or leaks; bring it to a collection point.

## Storage

Keep the battery dry and half full.
""",
        """
## Laden

Laden Sie den Akku nur in Innenräumen. Lassen Sie ihn nie unbeaufsichtigt.

## Lagerung

Bewahren Sie den Akku trocken und halb voll auf.
""",
        title="Battery rules for the Marlow bicycle",
        twin_title="Akkuregeln für das Marlow-Fahrrad",
    ),
    _twins(
        "dri-price",
        True,
        "a price",
        "The service costs 95 EUR within two years and 140 EUR after that.",
        "Le service coûte 95 EUR pendant deux ans et 160 EUR ensuite.",
        title="Service of Marlow bicycles",
        twin_title="Révision des vélos Marlow",
        kind="policy",
    ),
)

FAITHFUL = (
    _kettle("no-dri-ket-de", False, "faithful German", _KETTLE_DE),
    _kettle("no-dri-ket-zh", False, "faithful Chinese", _KETTLE_ZH),
    _kettle("no-dri-ket-es", False, "faithful Spanish", _KETTLE_ES),
    _kettle("no-dri-ket-fr", False, "faithful French", _KETTLE_FR),
    _kettle("no-dri-ket-ja", False, "faithful Japanese", _KETTLE_JA),
    _kettle(
        "no-dri-ket-newer",
        False,
        "the translation is newer",
        _KETTLE_DE,
        changed_hours_ago={"original.md": 24 * 60, "twin.md": 24 * 50},
    ),
    _kettle(
        "no-dri-ket-hours",
        False,
        "both were saved within one morning",
        _KETTLE_FR,
        changed_hours_ago={"original.md": 240, "twin.md": 243},
    ),
    _kettle(
        "no-dri-ket-words",
        False,
        "numbers in words",
        _changed(_changed(_KETTLE_DE, "4 Minuten", "vier Minuten"), "3 Monate", "drei Monate"),
    ),
    _kettle(
        "no-dri-ket-converted",
        False,
        "converted: centimetres to metres",
        _changed(_KETTLE_ES, "a 20 cm del vapor", "a 0,2 m del vapor"),
    ),
    _kettle(
        "no-dri-ket-sections",
        False,
        "sections in another order",
        _KETTLE_DE[_KETTLE_DE.index("## Entkalken") :]
        + "\n"
        + _KETTLE_DE[: _KETTLE_DE.index("## Entkalken")],
    ),
    _lock("no-dri-loc-de", False, "faithful German", _LOCK_DE),
    _lock("no-dri-loc-it", False, "faithful Italian", _LOCK_IT),
    _lock("no-dri-loc-ko", False, "faithful Korean", _LOCK_KO),
    _lock(
        "no-dri-loc-order",
        False,
        "items in another order",
        _changed(
            _changed(_LOCK_DE, "- Ein Loch von 38 mm in 105 cm Höhe bohren.\n", ""),
            "geschlossen wird.\n",
            "geschlossen wird.\n- Ein Loch von 38 mm in 105 cm Höhe bohren.\n",
        ),
    ),
    _lock(
        "no-dri-loc-rows",
        False,
        "rows in another order",
        _changed(
            _changed(_LOCK_IT, "| E1 | batterie scariche |\n", ""),
            "| E2 | chiavistello bloccato |\n",
            "| E2 | chiavistello bloccato |\n| E1 | batterie scariche |\n",
        ),
    ),
    _lock(
        "no-dri-loc-joined",
        False,
        "two sentences made one",
        _changed(
            _LOCK_DE,
            "Das Schloss arbeitet mit vier AA-Batterien, die etwa 12 Monate halten.",
            "Das Schloss arbeitet mit vier AA-Batterien. Sie halten etwa 12 Monate.",
        ),
    ),
    _twins(
        "no-dri-grouping",
        False,
        "thousands and decimals written otherwise",
        "The tank holds 1,250.5 l. The pump runs 20,000 hours and draws 1.25 A.",
        "Der Tank fasst 1.250,5 l. Die Pumpe läuft 20.000 Stunden und nimmt 1,25 A auf.",
        title="Tank of the Brugge still",
        twin_title="Tank der Brugge-Brennblase",
    ),
    _twins(
        "no-dri-wan",
        False,
        "ten thousands in Chinese",
        "The hinge is tested for 100,000 openings. The order has to reach 20,000 USD.",
        "铰链经过 10 万次开合测试。订单金额须达到 2 万美元。",
        title="Hinge of the Brugge cupboard",
        twin_title="布鲁日橱柜铰链",
    ),
    _twins(
        "no-dri-date",
        False,
        "a date in the other language's way",
        "The recall of 3 May 2024 concerns units made before 12 March 2024.",
        "Der Rückruf vom 3. Mai 2024 betrifft Geräte, die vor dem 12. März 2024 gebaut wurden.",
        title="Recall of the Brugge toaster",
        twin_title="Rückruf des Brugge-Toasters",
    ),
    _twins(
        "no-dri-both-units",
        False,
        "the translation adds inches",
        "The shelf is 60 cm wide and carries 30 kg.",
        "L'étagère mesure 60 cm (23.6 in) de large et porte 30 kg (66 lb).",
        title="Shelf of the Brugge cupboard",
        twin_title="Étagère de l'armoire Brugge",
    ),
    _twins(
        "no-dri-two-weeks",
        False,
        "two weeks and 14 days",
        "The loan ends after two weeks. Bring the machine back clean.",
        "La location se termine au bout de 14 jours. Rapportez la machine propre.",
        title="Lending of Brugge machines",
        twin_title="Prêt des machines Brugge",
        kind="policy",
    ),
    _twins(
        "no-dri-notes",
        False,
        "a translator's note without anything new",
        "## Use\n\nPress the pedal once to start.\n\n## Care\n\nOil the wheel once a month.",
        "## Uso\n\nPise el pedal una vez para arrancar.\n\n## Cuidado\n\nEngrase la rueda una vez "
        "al mes.\n\n(Traducción del original en inglés.)",
        title="Spinning wheel Brugge",
        twin_title="Rueca Brugge",
    ),
    _twins(
        "no-dri-zh-hant",
        False,
        "simplified and traditional",
        "## 安装\n\n打开包装，取出 4 颗螺钉，用 2 Nm 拧紧。\n\n## 清洁\n\n每 2 周用湿布擦拭。",
        "## 安裝\n\n打開包裝，取出 4 顆螺釘，用 2 Nm 擰緊。\n\n## 清潔\n\n每 2 週用濕布擦拭。",
        title="书架 布鲁日",
        twin_title="書架 布魯日",
    ),
    _edit(
        "no-dri-demo-reworded",
        "reworded, the same numbers",
        "sop/warranty-claims.es.md",
        "Muchas unidades que nos llegan funcionan perfectamente.",
        "Un buen número de las unidades que recibimos funciona sin problema alguno.",
        is_defect=False,
    ),
    _edit(
        "no-dri-demo-word-number",
        "two working days in figures",
        "sop/warranty-claims.zh.md",
        "两个工作日内发出",
        "2 个工作日内发出",
        is_defect=False,
    ),
)
