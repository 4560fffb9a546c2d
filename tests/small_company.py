"""A small company's documents in three languages, written here so that tests know every word.

They hold what makes answering hard: models one letter apart, translations, a certificate that ran
out, a policy replaced by another, texts for one market, texts for agents only, a table over several
chunks, and a procedure that must stay whole.
"""

from datetime import date
from pathlib import Path

TODAY = date(2026, 6, 1)
"""The day on which the tests ask."""

SECRET = "SECRET-COBALT"
"""Stands in internal documents alone."""

_PARTS = "\n".join(
    f"| PX-{number}{letter} | Spare part number {number} of kind {letter} for the drive | "
    f"{number % 7 + 1}.{number % 9} kg | {number % 5 + 2} weeks |"
    for number in range(400, 424)
    for letter in "AB"
)

XR200_EN = """---
kind: manual
models: [XR-200A, XR-200B]
title: XR-200 series manual
---
# XR-200 series manual

## Safety

Disconnect the mains before opening the housing and wait 5 minutes until the capacitor is discharged.

## Resetting the controller

To reset the controller:

1. Switch the power off.
2. Hold the green button for 8 seconds.
3. Switch the power on again while holding the button.
4. Release the button when the lamp blinks 3 times.

## Technical data

| Model | Rated voltage | Rated current |
| --- | --- | --- |
| XR-200A | 24 V | 4 A |
| XR-200B | 48 V | 2 A |

## Lubrication

Grease the bearing every 2000 hours with 15 g of lithium grease.
"""

XR200_ZH = """---
kind: manual
models: [XR-200A, XR-200B]
translation_of: manuals/xr-200-en.md
title: XR-200 系列说明书
---
# XR-200 系列说明书

## 安全

打开外壳前请断开电源，并等待 5 分钟，直到电容器放电完毕。

## 复位控制器

复位控制器的步骤：

1. 关闭电源。
2. 按住绿色按钮 8 秒。
3. 按住按钮的同时重新接通电源。
4. 指示灯闪烁 3 次后松开按钮。

## 技术数据

| 型号 | 额定电压 | 额定电流 |
| --- | --- | --- |
| XR-200A | 24 V | 4 A |
| XR-200B | 48 V | 2 A |

## 润滑

轴承每运行 2000 小时加注 15 g 锂基润滑脂。
"""

XR200_ES = """---
kind: manual
models: [XR-200A, XR-200B]
translation_of: manuals/xr-200-en.md
title: Manual de la serie XR-200
---
# Manual de la serie XR-200

## Seguridad

Desconecte la red antes de abrir la carcasa y espere 5 minutos hasta que el condensador se descargue.

## Restablecer el controlador

Para restablecer el controlador:

1. Apague la alimentación.
2. Mantenga pulsado el botón verde 8 segundos.
3. Encienda de nuevo la alimentación con el botón pulsado.
4. Suelte el botón cuando la lámpara parpadee 3 veces.

## Datos técnicos

| Modelo | Tensión nominal | Corriente nominal |
| --- | --- | --- |
| XR-200A | 24 V | 4 A |
| XR-200B | 48 V | 2 A |

## Lubricación

Engrase el rodamiento cada 2000 horas con 15 g de grasa de litio.
"""

XR300_EN = """---
kind: manual
models: [XR-300]
title: XR-300 manual
---
# XR-300 manual

## Mounting

The XR-300 hangs on two brackets of the same kind as the XR-200A; tighten their bolts with 12 Nm.

## Cooling

The fan of the XR-300 starts at 45 °C and needs 10 cm of free space on both sides.
"""

LK10_ZH = """---
kind: manual
title: LK-10 水位传感器
---
# LK-10 水位传感器

## 校准

传感器浸入水中 20 厘米后，按住校准键 10 秒，直到蓝灯常亮。

## 清洁

每月用软布和温水清洁传感器探头，切勿使用酒精。
"""

CERTIFICATE_OLD = """---
kind: certificate
models: [XR-200A]
valid_to: 2024-12-31
title: Explosion protection certificate
---
# Explosion protection certificate

The controller XR-200A is certified for explosion protection in zone 2 under number TW-EX-2023-118.
"""

PROMOTION_NEXT_YEAR = """---
kind: policy
valid_from: 2099-01-01
title: Trade-in programme
---
# Trade-in programme

Old gearboxes are taken back and 90 euros are credited for each of them.
"""

WARRANTY_OLD = """---
kind: policy
title: Warranty 2023
---
# Warranty 2023

The warranty on every drive lasts twelve months from the invoice date.
"""

WARRANTY_NEW = """---
kind: policy
supersedes: [policies/warranty-2023.md]
title: Warranty 2025
---
# Warranty 2025

The warranty on every drive lasts thirty-six months from the invoice date.
"""

RETURNS_EN = """---
kind: policy
title: Returns
---
# Returns

## How to send goods back

Ask for a return number first and send the goods back in their original box within 30 days.
"""

RETURNS_DE_INTERNAL = f"""---
kind: sop
audience: agent
translation_of: policies/returns.md
title: Rücksendungen
---
# Rücksendungen

## Ware zurücksenden

Rücksendenummer nennen, Kulanzkennwort {SECRET} eintragen, Ware binnen 30 Tagen annehmen.
"""

GOODWILL_INTERNAL = f"""---
kind: sop
audience: agent
title: Goodwill discounts
---
# Goodwill discounts

Agents may grant a goodwill discount of 17 percent after two complaints; the code is {SECRET}.
"""

US_ONLY = """---
kind: policy
markets: [US]
title: Toll-free repair pick-up
---
# Toll-free repair pick-up

A courier picks up defective drives at home free of charge in the United States.
"""

EU_ONLY = """---
kind: policy
markets: [EU]
title: Electrical waste
---
# Electrical waste

Scrapped drives are collected free of charge at municipal collection points for electrical waste.
"""

PARTS = f"""---
kind: manual
title: Spare parts
---
# Spare parts

## Weights and delivery times

| Part | Description | Weight | Delivery |
| --- | --- | --- | --- |
{_PARTS}
"""

FAQ = """Question,Answer
How long does shipping to Germany take?,Parcels to Germany arrive within 4 working days.
Can I pay by bank transfer?,"Yes. Transfer the amount within 14 days, then send us the receipt."
Is the drive waterproof?,"The drive is protected against splashing water (IP54), not submersion."
"""

FILES: dict[str, str] = {
    "manuals/xr-200-en.md": XR200_EN,
    "manuals/xr-200-zh.md": XR200_ZH,
    "manuals/xr-200-es.md": XR200_ES,
    "manuals/xr-300-en.md": XR300_EN,
    "manuals/lk-10-zh.md": LK10_ZH,
    "manuals/parts.md": PARTS,
    "certificates/explosion.md": CERTIFICATE_OLD,
    "policies/trade-in.md": PROMOTION_NEXT_YEAR,
    "policies/warranty-2023.md": WARRANTY_OLD,
    "policies/warranty-2025.md": WARRANTY_NEW,
    "policies/returns.md": RETURNS_EN,
    "policies/pick-up-us.md": US_ONLY,
    "policies/waste-eu.md": EU_ONLY,
    "sop/ruecksendungen.md": RETURNS_DE_INTERNAL,
    "sop/goodwill.md": GOODWILL_INTERNAL,
    "faq.csv": FAQ,
}


def write_documents(content_dir: Path, files: dict[str, str] | None = None) -> Path:
    """Writes the files below ``content_dir/documents``; gives that folder."""
    documents = content_dir / "documents"
    for path, text in (FILES if files is None else files).items():
        target = documents / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return documents
