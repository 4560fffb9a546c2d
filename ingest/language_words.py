"""Everyday words that tell languages apart where there are too few letters for statistics.

Little words (articles, pronouns, what questions begin with) and what customers write alone:
warranty, price, delivery. A word stands with every language that it is usual in; one that only
looks like another language's word ("o", Portuguese article and Italian "or") stands where it is
by far the likelier in a customer's question.
"""

from collections.abc import Mapping

_WORDS = """
en: the an is are was do does did can could will would what which how where when why who my your
 we you it this that these for with from of on to and not have has need please price prices
 warranty delivery shipping manual return returns refund invoice certificate datasheet fuse order
 stock catalogue catalog
es: el la los las un una es son está están cuál cual qué que cómo como cuánto cuanto cuánta cuándo
 dónde donde puedo tiene tienen hay mi su para por con del al y se quiero necesito precio precios
 garantía garantia envío envio entrega devolución devolucion reembolso factura certificado manual
 pedido fusible gracias
 después despues desde sin hace ahora más muy cada sobre
pt: o um uma é são está estão qual quais que como quanto quanta quando onde posso tem têm há
 meu minha seu sua para para|a para|o de|um por com do da dos das no na ao não e se quero
 preciso vocês preço preco preços garantia envio entrega devolução devolucao reembolso fatura
 certificado manual pedido encomenda fusível obrigado obrigada pesa|o pesa|a
 depois desde sem faz agora mais muito quais pelo pela
fr: le la les un une des du est sont quel quelle quels quelles que qui comment combien où quand
 puis-je peut-on avez-vous est-ce y|a-t-il mon ma mes votre vos pour avec dans sur et pas je nous
 vous prix garantie livraison retour remboursement facture certificat notice manuel commande
 fusible devis merci
 après depuis sans fait plus au aux
de: der die das den dem ein eine einen ist sind wie was welche welcher welches wo wann warum kann
 können habe haben hat gibt mein meine ihr ihre für mit von auf und nicht ich wir sie es im zum zur
 preis preise garantie gewährleistung versand lieferung lieferzeit rückgabe retoure erstattung
 rechnung zertifikat anleitung handbuch bestellung sicherung datenblatt danke bitte
 am nach seit noch nur auch nun tun oder wenn kein keine geht bei beim vom jetzt trotz ohne
it: il lo gli un una è sono qual quale quali che come quanto quanta quando dove posso avete c'è mio
 mia per con del della dei delle nel nella al alla di e non si vorrei prezzo prezzi garanzia
 spedizione consegna reso rimborso fattura certificato manuale ordine fusibile grazie
 dopo senza fa ora più ogni fare dal dalla
nl: de het een is zijn wat welke hoe waar wanneer waarom kan kunnen heb heeft mijn uw voor met van
 op en niet ik wij u er te om prijs prijzen garantie levering levertijd verzending retour
 terugbetaling factuur certificaat handleiding bestelling zekering bedankt
 na sinds nu geen door bij naar ook nog werkt doet
pl: jest są czy jak jaki jaka jakie ile gdzie kiedy który która mogę można mam ma mój moja dla na do
 z w nie się i proszę cena ceny gwarancja dostawa wysyłka zwrot faktura certyfikat instrukcja
 zamówienie bezpiecznik waży kosztuje dziękuję
 po przez od co teraz bez już przy działa
tr: bir ve bu için ile mi mı mu mü nedir ne nasıl kaç nerede zaman hangi var yok benim kadar değil
 fiyat fiyatı garanti garantisi süresi teslimat kargo iade fatura sertifika sertifikası kılavuz
 sipariş sigorta teşekkürler
vi: là có không bao nhiêu như thế nào làm của cho tôi được và ở giá bảo|hành giao hàng trả hoàn tiền
 hóa đơn chứng nhận hướng dẫn cần gì mất lâu gia bao|hanh
id: yang dan di ke dari untuk dengan adalah apa apakah berapa bagaimana dimana kapan bisa bisakah
 saya kami anda ini itu tidak ada harga garansi pengiriman ongkir pengembalian faktur sertifikat
 pesanan sekring sekering cara manual panduan terima|kasih
ru: и в на не что как какой какая какое какие сколько где когда можно есть ли у для с по мой цена
 цены гарантия доставка возврат счёт счет сертификат инструкция заказ предохранитель спасибо
uk: і в на не що як який яка скільки де коли можна є чи у для з ціна гарантія доставка повернення
 рахунок сертифікат інструкція замовлення дякую
bg: и в на не какво как какъв каква колко къде кога мога има ли за с цена гаранция доставка
 връщане фактура сертификат поръчка благодаря
"""


def _read(listed: str) -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = {}
    language = ""
    for word in listed.split():
        if word.endswith(":"):
            language = word.removesuffix(":")
            found[language] = []
        else:
            found[language].append(word.replace("|", " "))
    return {language: frozenset(words) for language, words in found.items()}


EVERYDAY_WORDS: Mapping[str, frozenset[str]] = _read(_WORDS)
"""By language; two words that say more together than apart stand as one."""

TRADITIONAL_WORDS = ("保固", "退換貨", "訂單", "郵資")
"""Said where Chinese is written traditionally, some in characters that both writings share."""
