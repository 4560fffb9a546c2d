"""What certificates are worded by, in many languages: titles, labels, cues, and schemes' markets.

Data only, as patterns on folded text (``ingest/identifier_form.py``). They are general vocabulary
of certification, never names of particular companies or products.
"""

import re
from typing import Literal

FieldKey = Literal[
    "other",
    "report_number",
    "number",
    "ends",
    "first",
    "issued",
    "starts",
    "period",
    "date",
    "standards",
    "models",
    "body",
    "laboratory",
    "holder",
    "applicant",
    "manufacturer",
]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NO = r"(?:nummer|(?<![^\W\d_])(?:no|nr|num|number|numéro|número|numero|numer|n\.?\s?[º°o]|n\.?(?=\W*$))(?![^\W\d_])|№|#|编号|編號|号码|號碼|号|號|番号|번호)"

LABELS: tuple[tuple[FieldKey, re.Pattern[str]], ...] = (
    # what looks like one of the others and is not
    (
        "other",
        _any(
            r"order|invoice|purchase|commande|pedido|auftrags?\W*nr|bestell|合同|订单|\bfacturas?\b|\bfactures?\b",
            r"serial|batch|charge\b|lot\b|software|hardware|version",
            r"h\.?s\.? code|abn\b|vat\b|cnpj|tax|信用代码|kennnummer|aktenzeichen",
            r"^notified body n|organismo notificado n|organisme notifié n",
            r"supersede|replace|ersetzt|sustituye|reemplaza|remplace|annule|代替|作废|vervangt|zastępuje",
            r"received|receipt|eingang|recepción|réception|收样|到样|接收",
            r"\btest(?:ed|ing)? (?:date|period)|dates? of tests?|date of testing|test date|prüfzeitraum",
            r"datum der prüfung|prüfdatum|fecha de ensayo|fecha del ensayo|date d'essai|essais réalisés|检测日期|测试日期|检验日期|试验日期|檢測日期",
            r"last change|letzte änderung|amend|修改|change date|application date|application dated|antragsdatum|申请日期",
            r"audit|inspection date|next review|review date|calibrat|history|geändert|\bstand\b|svhc",
            r"^(?:address|adresse|dirección|anschrift|住所|地址|addr\b)",
            r"test equipment|component|bauteil|部件|元器件",
            r"rule parts|frequency|equipment class|category\b|customer no|client no|kunden",
        ),
    ),
    (
        "report_number",
        _any(
            rf"report\W*(?:ref\w*\W*)?{_NO}|report reference|(?:prüf)?bericht\w*\W*{_NO}|test report\b",
            rf"informe(?: de (?:ensayo|pruebas?))?\W*{_NO}|rapport(?: d'essai)?\W*{_NO}|relatório|rapporto",
            rf"(?:报告|報告|レポート|試験成績書)\W*{_NO}|протокол|성적서\W*{_NO}|^报告编号",
        ),
    ),
    (
        "ends",
        _any(
            r"expir|valid(?:ity)? (?:un)?til|valid to\b|valid through|date of expiry|end of validity|end date",
            r"gültig bis|ablauf|gültigkeitsende|läuft ab|ende der gültigkeit",
            r"caducidad|válido hasta|vence|vencimiento|válida hasta|vigente hasta|fecha de expiración|validade até",
            r"fin de validité|expiration|valable jusqu|jusqu'au|échéance|scadenza|valido fino|geldig tot|vervaldatum",
            r"有效期至|有效期限至|有效日期|届满|到期|截止日期|有效期止|有効期限|有効期間満了|만료",
            r"ważn\w* do|geçerlilik tarihi|geçerlilik bitiş|действител\w+ до|срок действия до|berlaku sampai|có giá trị đến",
        ),
    ),
    (
        "first",
        _any(
            r"first issue|first issued|original (?:approval|issue|registration)|initial (?:issue|registration|certification)",
            r"initially|since\b|erstausstellung|erstmals|erstzertifizierung",
            r"primera emisión|emisión inicial|première (?:délivrance|émission)|date initiale|prima emissione|primeira emissão",
            r"初次|首次|初始|最初|初回|최초",
        ),
    ),
    (
        "starts",
        _any(
            r"valid from|effective|start of validity|validity starts|start date|in force from|entry into force",
            r"gültig ab|gültig vom|gültig seit|gültigkeitsbeginn|beginn der gültigkeit|gilt ab",
            r"válid[oa] desde|vigente desde|inicio de (?:la )?v|fecha de efecto|entrada en vigor",
            r"date d'effet|valable (?:à compter|à partir|depuis|du)|prise d'effet|début de validité|décorrenza|valido dal",
            r"生效|有效期自|有效期起|发效|有効期間開始|geldig vanaf|ważn\w* od|срок действия с\b|válido a partir",
        ),
    ),
    (
        "period",
        _any(
            r"^(?:valid|gültig|válido|valable|有效)$|validity|period of validity|valid period|gültigkeit|geltungsdauer|laufzeit|vigencia|validez",
            r"validité|durée|validità|validade|有效期|有效期间|有効期間|유효기간|geldigheid|ważność|geçerlilik süresi|срок действия",
        ),
    ),
    (
        "issued",
        _any(
            r"issue date|issuing date|date issued|date of (?:\w+ )?(?:issue|issuance|grant|declaration|registration|approval|certification)",
            r"\bissued(?: on)?$|place and date|current issue|grant date|issue dates|listed since|date of report|report date",
            r"ausstellung|ausgestellt(?: am)?$|ausgabedatum|erstellt am|datum der (?:aus|er)|ort und datum|ort, datum|berichtsdatum",
            r"fecha de (?:emisión|expedición|renovación|otorgamiento|concesión)|lugar y fecha|emitid[oa](?: el)?$",
            r"date (?:de délivrance|d'émission|d'établissement|de signature)|délivré(?:e)? le|lieu et date|fait à",
            r"data (?:de emissão|di rilascio|di emissione)|emissão$|rilasciato il|uitgegeven|datum (?:van )?(?:af|uit)gifte|veriliş|düzenleme tarihi",
            r"发证日期|颁证日期|换证日期|签发日期|签署|發證日期|核发日期|批准日期|出具日期|报告日期|发布日期|簽發日期",
            r"発行日|認証年月日|交付年月日|신고일|등록연월일|발급일|data wydania|дата (?:выдачи|регистрации)|place & date",
        ),
    ),
    ("date", _any(r"^date$|^datum$|^fecha$|^data$|^日期$|^дата$|^日付$|^일자$|^tarih$")),
    (
        "number",
        _any(
            rf"^(?:(?:this|the)\s)?{_NO}[.:]?$",
            rf"(?:certificate|certification|certif|cert|coc|declaration|document|doc|registration|approval|licen[cs]e|file|listing|confirmation|control certificate)\w*\.?(?: of the (?:declaration|certificate))?\W{{0,3}}(?:registration\W)?{_NO}\b",
            r"(?:certificate|declaration|reference|document|approval) (?:reference|ref|id)\b|^(?:our )?ref(?:erence)?(?:\.|\W*n\w+)?$|ref\. certif|fcc id|registration number of",
            rf"(?:zertifikats?|bescheinigungs?|registrier|ausweis|zulassungs?|dokument(?:en)?|genehmigungs?|erklärungs?|zeugnis)\W*(?:registrier\W*)?{_NO}",
            rf"(?:certificado|declaración|documento|registro|certificat|attestation|décision|dichiarazione|certificato|documento|belge|sertifika|homologação|deklaracj\w+|certyfikat\w*)\W{{1,3}}{_NO}",
            rf"{_NO}\W{{0,3}}(?:de |del |de l'|di |do |da |der |des )?(?:certific|certificado|declaración|attestation|déclaration|certificato|dichiarazione|zertifikat|registro|registre|documento|document)",
            r"^documento$|^document$|^dokument$|^référence$|^réf\.?$|^referencia$|^ref\.?$|certificaatnummer|documentnummer|reference number",
            r"(?:证书?|證書?|证明|聲明|声明|核准证?|文件|登录|登記|登錄|合格证|批准|注册|备案|許可)(?:编号|編號|号码|號碼|号|號)|^(?:编号|編號|证号|證號|号)$",
            r"(?:証明書|認証|登録|届出|許可)番号|(?:신고|등록|인증|확인|증명서?|허가)번호|(?:сертификат|деклараци|регистрационн)\w*\W{1,3}(?:№|номер)",
        ),
    ),
    (
        "standards",
        _any(
            r"standard|norms?\b|normen?\b|prüfgrundlage|prüfnorm|geprüft nach|prüfverfahren|référentiel|normes?\b|norma|normas",
            r"标准|標準|依据|規格$|適用基準|안전기준|tested (?:according )?to|test specification|рекомендац|стандарт",
        ),
    ),
    (
        "models",
        _any(
            r"\bmodels?\b|\btypes?\b(?! of)|type designation|part numbers?|product codes?|catalog(?:ue)? n|unique identifier|brand and model",
            r"\btyp(?:en)?\b|typ\(en\)|typbezeichnung|typenbezeichnung|modelle?\b|bauart|baureihe|baumuster|artikel",
            r"\bmodelos?\b|modelo\(s\)|\btipos?\b|modèles?\b|références?$|gamme|\bmodell[oi]\b|articol[oi]|modeli?\b",
            r"型号|型號|规格|型式|モデル|機種|모델|модел[ьи]",
        ),
    ),
    (
        "laboratory",
        _any(
            r"test(?:ing)? (?:laboratory|lab|house)|laborator(?:y|io)|laboratoire|prepared by|prüflabor|检测机构|检测单位|试验室|試験機関",
        ),
    ),
    (
        "body",
        _any(
            r"issu(?:ing|ed) (?:body|by|authority)|certif(?:ication|ying) body|conformity(?: assessment)? body|notified body|^certifier$|certificate issued by",
            r"^(?:body|entidad|organismo|stelle|institut|机构)$|issued by the national certification body|certificate is issued by|^by$|tcb$|granted by",
            r"zertifizierungsstelle|ausstellende (?:stelle|behörde)|benannte stelle|ausgestellt (?:von|durch)|prüfstelle|zertifizierer",
            r"organismo (?:de certificación|certificador|notificado)|entidad (?:de certificación|certificadora)|emitido por|organismo de certificação",
            r"organisme(?: certificateur| de certification| notifié|$)|délivrée? par|organismo di certificazione|rilasciato da|certificerende|afgegeven door|belgelendirme kuruluşu",
            r"(?:发证|颁证|签发|认证|發證|頒證|驗證)(?:机构|单位|机关|機構|單位|機關)|登録検査機関|登録証明機関|認証機関|발급기관|인증기관|орган по сертификации|jednostka certyfik",
        ),
    ),
    (
        "holder",
        _any(
            r"\bholder|licensee|issued to|certificate owner|registered user|^client$|grantee|responsible party|prepared for",
            r"inhaber|^für$|ausgestellt für|^客户(?:名称)?$|^pour$|^para$|titular|titulaire|délivrée? à|rilasciato a\b|titolare|certificaathouder|belge sahibi",
            r"持证人|持有人|获证(?:组织|单位)|認証取得者|取得者|заявитель|client\b|cliente?\b",
        ),
    ),
    (
        "applicant",
        _any(
            r"applicant|antragsteller|auftraggeber|solicitante|demandeur|requerente|richiedente|wnioskodawca|aanvrager",
            r"申请(?:人|单位|方)|申請(?:人|單位)|委托(?:人|单位|方)|委託|届出事業者|신고인|신청인|상호|exporter",
        ),
    ),
    (
        "manufacturer",
        _any(
            r"manufacturer|hersteller|fabricante|fabricant\b|importateur|fabbricante|produttore|producent|fabrikant|üretici",
            r"制造(?:商|厂|單位)|生产(?:者|商|企业)|製造(?:商|事業者|者)|제조(?:업체|자)|изготовитель",
        ),
    ),
)
"""Label patterns in order: the first that fits names the field."""

TITLES = _any(
    r"certificate|certification|declaration of (?:conformity|performance)|declaration of compliance|\btest report|grant of (?:equipment|registration)",
    r"statement of (?:compliance|conformity)|verification of (?:conformity|compliance)|type (?:approval|examination)|safety confirmation|ul listing|\blisting\b|(?:enec|marks?|approval|certification) licen[cs]e",
    r"zertifikat|konformitäts\w*|bescheinigung|prüfbericht|prüfzeugnis|zulassung\b|bauartzulassung|zeichengenehmigung",
    r"certificado|declaración (?:ue|ce)?\s?de conformidad|informe de ensayo|certificat\b|attestation|déclaration (?:ue|ce)?\s?de conformité|rapport d'essais?|décision d'admission",
    r"dichiarazione (?:ue|ce)?\s?di conformità|certificato|rapporto di prova|declaração (?:ue )?de conformidade|relatório de ensaio|conformiteitsverklaring|certificaat|testrapport",
    r"deklaracja zgodności|certyfikat|uygunluk (?:belgesi|beyanı)|сертификат|декларация о соответствии|протокол испытаний|giấy chứng nhận|sertifikat",
    r"证书|證書|声明|聲明|检测报告|检验报告|测试报告|試驗報告|合格证|核准证|^证\s*明$|^证明书|証明書|証書|認証|試験成績書|증명서|필증|인증서|시험성적서|شهادة|ใบรับรอง",
    r"\bcoc\b|\bstatement\b.{0,20}(?:rohs|reach)|(?:rohs|reach).{0,20}\bstatement\b",
)
"""In a heading: the paper may be a certificate, a declaration or a report."""

OTHER_PAPERS = _any(
    r"manual|instructions?\b|guide|quotation|offer\b|invoice|price list|data ?sheet|catalog|procedure|training|course|newsletter|how to|what \w+ have to know|sending|\?$",
    r"brochure|terms and conditions|policy|packing list|purchase|warranty|faq|safety data|checklist|contents|attendance|gift|notice of|certificates and|ordering|of origin|about certificates|for\W+importers",
    r"anleitung|handbuch|angebot|rechnung|preisliste|katalog|geschäftsbedingungen|datenblatt|schulung|garantie|verfahren\b|vertrag",
    r"manual de|instrucciones|oferta|factura|garantía|lista de precios|catálogo|condiciones|ficha técnica|curso",
    r"notice|mode d'emploi|devis|facture|garantie|tarif|catalogue|conditions générales|fiche technique|formation",
    r"说明书|手册|通知|合同|报价|发票|价格表|目录|规格书|数据手册|培训|保修|指南|流程|如何|怎么|取扱説明書|見積|請求書|설명서|견적|manuale|offerta|fattura|preventivo|handleiding|offerte|factuur",
)
"""In a heading before that: the paper is something else that speaks of certificates."""

CERTIFIES = _any(
    r"(?:this is to|hereby|we) certif\w+|certifies that|hereby declares?|declares? under our sole|certify that|declares? that|hereby confirms? that|this certificate (?:is issued|confirms)|authorization is hereby issued",
    r"bescheinigt\b|erklär(?:t|en) in alleiniger|zertifiziert\b.{0,40}\bdass|bestätigt, dass|erklär(?:t|en)\b.{0,60}\bdass",
    r"certifica que|declara(?:mos)? bajo|declara que|atteste que|certifie que|déclare sous|dichiara sotto|dichiara che|certifica che|certifica que|declara sob|verklar(?:en|t) onder",
    r"兹证明|特发此证|特颁发此证|特此证明|证明[:,]|声明[:,]|在此声明|予以核准|証する|증명합니다|настоящ\w+ (?:удостоверя|подтвержда)",
)

SELF_DECLARED = _any(
    r"declaration|sole responsibility|konformitätserklärung|alleiniger verantwortung|declaración|exclusiva responsabilidad|déclaration|seule responsabilité|dichiarazione|conformiteitsverklaring",
    r"declaração|deklaracja|符合性声明|自我声明|我们在此声明|декларация о соответствии|certificate of compliance\W{1,4}(?:rohs|reach)|konformitätsbescheinigung rohs",
)

REPORT_TITLES = _any(
    r"test report|prüfbericht|informe de ensayo|rapport d'essai|relatório de ensaio|rapporto di prova|检测报告|检验报告|测试报告|檢測報告|試験成績書|시험성적서|протокол испытаний"
)

NO_END = _any(
    r"no expiry|no expiration|no end date|has no term|does not expire|without expir|unlimited validity|indefinite|remains valid (?:as long|until revoked|unless)",
    r"unbefristet|unbegrenzt gültig|ohne ablaufdatum|indefinida|sin (?:fecha de )?caducidad|indeterminada|sans limit\w+|durée illimitée|illimitata|onbepaalde",
    r"长期有效|长期|無期限|无限期|永久有效|無限期|bezterminow|süresiz|бессрочн",
)

NEGATED = _any(
    r"\bnot (?:covered|included|listed|evaluated|part of|within)|outside this|outside the scope|excluded|excluding|except\b|withdrawn|is out of|does not (?:cover|apply|include)|only together with|are covered only|\bnot covered",
    r"nicht (?:erfasst|enthalten|abgedeckt|gültig für|umfasst)|ausgenommen|zurückgezogen|no (?:incluye|cubre|ampara)|excluid|excepto|n'est pas|ne (?:couvre|concerne) pas|sauf\b|exclu\b",
    r"不适用|不包括|除外|不含|不在.{0,8}范围|非适用|適用外|제외|кроме",
)
"""In a sentence: the models it names are left out of the paper."""

REPLACED = _any(
    r"supersed|replac(?:es|ed)|previous|formerly|still harmonised|withdrawn|ersetzt|frühere|zurückgezogen|sustituye|anterior|remplace|précédent|代替|作废|旧证书|取代|заменя"
)
"""In a sentence: what it names is an older edition or paper."""

NOT_APPLIED = re.compile(
    r"(?:ISO ?/ ?IEC|IEC|ISO|EN|DIN)(?:(?: ?/ ?| )?(?:ISO|IEC|EN)){0,4} 17(?:011|020|021|024|025|043|050|065|067)",
    re.IGNORECASE,
)
"""Standards for those who test and certify, named on every paper of theirs."""

MANAGEMENT = re.compile(
    r"\b(?:9001|14001|45001|27001|13485|50001|22000|20000-1|37001)\b|IATF ?16949"
)
"""Standards of management systems: papers about them hold for no model."""

COMPONENT_TABLE = _any(
    r"component|maker code|^part$|critical|bauteil|komponente|composant|componente|部件|元器件|零部件|instrument|calibrat|cable\b|equipment$|receiver"
)

ASSESSOR_WORDS = _any(
    r"cert(?!ificate\b)|test(?:ing)?\b|laborator|\blab\b|assurance|assessment|inspection|compliance|conformity|prüf|labor\b|umweltlabor|register\b|ensayo|essais|conformité|tüv|technisch",
    r"认证|检测|检验|检定|鉴定|计量|檢驗|認証|試験|시험|인증|验证|質檢|质检|测试|审核|anstalt|institut|keuring|belge|bureau",
)
INSTITUTION_WORDS = _any(
    r"gmbh|\bltd\b|limited|\bag\b|\bs\.?a\.?\b|\bb\.?v\.?\b|\binc\b|\bllc\b|\bas\b|\boy\b|\bkg\b|e\. ?v\.|house|laborator|labor\b|institut|services?\b|cent(?:re|er)|stelle|anstalt|authority|register|\bs\.?r\.?l\b|\bs\.?l\.?\b|agency|bureau",
    r"中心|公司|研究院|检验站|检验所|协会|站$|院$|協会|센터|시험원|研究所",
)

SUBSTANCES = re.compile(r"2011/65|2015/863|1907/2006|2006/122|\brohs\b|\breach\b", re.IGNORECASE)
"""Legislation on substances: such statements are asked for everywhere."""
