"""The words that say nothing of what a number is about, and those that tell two things apart."""

from collections.abc import Mapping

_STOP = {
    "en": "a an the of to in on at by for from with within and or is are was were be been "
    "being has "
    "have had can may must shall should will would you your we our it its this that these those as "
    "per each every so about up least most take takes lasts last amounts amount please only than "
    "which there do does if when rated_ approximately approx around after_ need needs get gets use "
    "least roughly property value parameter unit specification model type item over mark",
    "de": "der die das des dem den ein eine einer eines einem einen und oder ist sind war wird "
    "werden "
    "kann können muss müssen soll darf von vom zu zum zur in im an am auf bei mit für aus als auch "
    "innerhalb bis ca etwa beträgt dauert hat haben sie ihr ihre wir unsere es sich pro je nach "
    "merkmal wert parameter einheit modell typ",
    "fr": "le la les l un une des du de d et ou est sont a ont peut peuvent doit à au aux en "
    "dans par "
    "pour avec sur ce cette ces il elle vous votre nous notre qui que se environ dure chaque tous "
    "toutes suivant caractéristique valeur paramètre unité modèle type",
    "es": "el la los las un una unos unas de del y o es son ha han puede pueden debe a al en "
    "por para "
    "con sobre este esta estos su sus se que cada dura aproximadamente unos propiedad valor "
    "parámetro unidad modelo tipo",
    "pt": "o a os as um uma uns de do da dos das e ou é são pode podem deve em no na por para com "
    "este esta seu sua se que cada dura propriedade valor parâmetro unidade modelo tipo",
    "it": "il lo la i gli le l un uno una di del della dei delle e o è sono ha può deve a al "
    "alla in "
    "nel nella per con su questo questa si che ogni dura richiede proprietà valore parametro unità "
    "modello tipo",
    "nl": "de het een en of is zijn was wordt worden kan kunnen moet van te in op aan bij met "
    "voor uit "
    "als binnen tot per elke u uw wij ons dit deze die dat duurt eigenschap waarde parameter "
    "eenheid",
    "ru": "и или в на с к по за от до для из не_ это этот эта составляет занимает течение каждые "
    "каждый через параметр значение единица модель тип",
    "pl": "i lub w na z do od po za dla jest są co każdy każde wynosi trwa parametr wartość",
    "tr": "ve veya bir bu için ile her özellik değer parametre",
}
STOP_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.replace("_", "").split()) for language, words in _STOP.items()
}
HAN_STOP = frozenset(
    "的为為是在了需要将將可以内內于於由和与與及或约約每个個请請您我们們其该該时時起自共有"
)
"""Characters of Chinese and Japanese that carry grammar alone."""
KANA_STOP = "はがをにのでとへもからまでですますください"

GENERIC_HEADERS = frozenset(
    "value values wert werte valeur valeurs valor valores valore valori waarde значение wartość "
    "değer 数值 数據 数据 值 數值 参数值 값 値 giá-trị ค่า property parameter merkmal "
    "parameter eigenschaft "
    "caractéristique paramètre propriedad parámetro propriedade parâmetro proprietà parametro "
    "eigenschap параметр parametr özellik 参数 參數 项目 項目 항목 specification spezifikation "
    "technical-data "
    "item description beschreibung unit einheit unité unidad unità eenheid 单位 單位 単位".split()
)
"""Folded headers that name no quantity."""

NEGATIONS: Mapping[str, frozenset[str]] = {
    "en": frozenset("not no never cannot isn't aren't doesn't don't".split()),
    "de": frozenset("nicht kein keine keinen keiner nie niemals".split()),
    "fr": frozenset("ne n pas aucun aucune jamais".split()),
    "es": frozenset("no nunca ningún ninguna".split()),
    "pt": frozenset("não nunca nenhum nenhuma".split()),
    "it": frozenset("non mai nessun nessuna".split()),
    "nl": frozenset("niet geen nooit".split()),
    "ru": frozenset("не нет никогда нельзя".split()),
    "pl": frozenset("nie nigdy".split()),
    "zh": frozenset("不 非 未 无 無 勿 没".split()),
}

_POLES: tuple[tuple[str, str], ...] = (
    (
        "input eingang entrée entrada ingresso ingang вход giriş 输入 輸入 入力 입력",
        "output ausgang sortie salida saída uscita uitgang выход çıkış 输出 輸出 出力 출력",
    ),
    (
        "net netto net neto líquido нетто net 净 淨 正味",
        "gross brutto brut bruto lordo брутто brüt 毛 総 总重",
    ),
    (
        "small klein petit pequeñ pequen piccol klein мал mały küçük 小型 小号 小支架",
        "large big groß grand grande grand groot больш duży büyük 大型 大号 大支架",
    ),
    (
        "indoor innen intérieur interior intern binnen внутри помещен 室内 室內 屋内",
        "outdoor außen extérieur exterior estern buiten снаружи улиц 室外 户外 屋外",
    ),
    (
        "operating operation betrieb fonctionnement funcionamiento operación funcionamento "
        "esercizio bedrijf работ eksploat çalışma 工作 运行 使用 動作 작동",
        "storage lager stockage almacen armazen stoccaggio magazzin opslag хранен przechow "
        "depolama "
        "储存 贮存 存储 存放 保管 보관",
    ),
    (
        "charg lade aufgeladen recharg carga ricaric oplad заряж зарядк ładow şarj 充电 充電 충전",
        "runtime laufzeit autonomie autonomía runs discharg entlad décharg descarg scaric "
        "разряд 放电 "
        "放電 续航 连续工作",
    ),
    (
        "rated nominal nenn nominale nominal номинал znamion anma 额定 額定 定格 정격",
        "peak spitzen anlauf crête pico picco starting piek пиков szczyt 峰值 启动 ピーク 최대",
    ),
    (
        "length länge longueur longitud comprimento lunghezza lengte длин długość uzunluk 长度 "
        "長度 "
        "長さ 길이",
        "width breite largeur anchura ancho largura larghezza breedte ширин szerokość genişlik "
        "宽度 "
        "寬度 幅 너비",
    ),
    (
        "length länge longueur longitud comprimento lunghezza lengte длин 长度 長度 長さ 길이 "
        "width breite "
        "largeur anchura largura larghezza breedte ширин 宽度 寬度 幅",
        "height höhe hauteur altura altezza hoogte высот wysokość yükseklik 高度 高さ depth tiefe "
        "profondeur profundidad profondità diepte глубин 深度 奥行",
    ),
    (
        "side seite côté lado lato laterali zijde kant сторон stron yan 侧 側 两侧 両側",
        "above top oben oberhalb au-dessus encima acima sopra boven сверху над powyżej üst "
        "上方 顶部 上部",
    ),
    (
        "first erste erstmal première primer primeir prima eerste перв pierwsz ilk 首次 第一次 "
        "初回",
        "after-that danach ensuite después depois dopo daarna затем следующ 之后 然后 以降",
    ),
    (
        "return rückgabe zurück retour renvoy devol reso retour возврат zwrot iade 退货 退貨 "
        "返品 반품",
        "refund erstattung rembours reembols rimbors terugbetal возмещ 退款 返金 환불",
    ),
    (
        "cover deckel abdeckung couvercle tapa tampa coperchio deksel крышк pokryw kapak 盖板 "
        "盖 蓋",
        "terminal klemme borne terminal morsett клемм zacisk klemens 端子",
    ),
    (
        "minimum minimal mindest mínim minim минималь en az 最小 最低 최소",
        "maximum maximal höchst máxim massim maxim максималь en fazla 最大 最高 최대",
    ),
    (
        "issued ausgestellt délivré émis expedid emitid rilasciat afgegeven выдан wydan 签发 "
        "颁发 发证 発行",
        "until expires gültig-bis ablauf jusqu expir hasta válido validade scad geldig tot действ "
        "истек ważn 有效期 有效 期限",
    ),
    (
        "new neu neuf nuevo novo nuovo nieuw нов nowy yeni 全新 新品",
        "refurbished used gebraucht reconditionn reacondicion recondicion ricondizion gebruikt "
        "восстановл używan yenilen 翻新 二手 中古",
    ),
    (
        "summer sommer été verano verão estate zomer летом 夏",
        "winter winter hiver invierno inverno inverno winter зимой 冬",
    ),
    (
        "single-phase einphasig monophas monofás monofas однофаз 单相 單相 単相",
        "three-phase dreiphasig triphas trifás trifas трехфаз 三相",
    ),
    (
        "discharge capacitor kondensator condensat condensad конденсат 电容 コンデンサ",
        "restart neustart redémarr reinici riavvi heruitstart перезапуск warm прогре sensor "
        "重启 再起動",
    ),
    ("internal intern interne interno интерн 内径", "external extern externe externo внешн 外径"),
    ("standard regular standaard", "express urgent eilig spoed 特快 加急 快递"),
)
POLES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (tuple(one.split()), tuple(other.split())) for one, other in _POLES
)
"""Beginnings of words by which two things of one kind are told apart, whatever the language."""

CONDITIONS: Mapping[str, frozenset[str]] = {
    "en": frozenset("if when while unless without under during except using outside only".split()),
    "de": frozenset("wenn falls während sofern ohne unter außer nur sobald".split()),
    "fr": frozenset("si lorsque quand pendant sans sous sauf seulement".split()),
    "es": frozenset("si cuando mientras sin bajo durante salvo solo".split()),
    "pt": frozenset("se quando enquanto sem sob durante exceto".split()),
    "it": frozenset("se quando mentre senza sotto durante salvo".split()),
    "nl": frozenset("als wanneer terwijl zonder onder tijdens behalve".split()),
    "ru": frozenset("если когда без под кроме".split()),
}
HAN_CONDITIONS = (
    "如果",
    "若",
    "当",
    "當",
    "除非",
    "情况下",
    "場合",
    "条件下",
    "仅",
    "之前",
    "期间",
    "时，",
    "时需",
    "时应",
    "时请",
    "时必",
)
