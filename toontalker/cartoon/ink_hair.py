"""Hair in a comic: one flat shape with dark clumps and a few light strands; black hair is ink with a cool sheen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import soft_quantise
from toontalker.cartoon.flat_shapes import crisp
from toontalker.cartoon.ink_lines import INK
from toontalker.cartoon.soft_hair import Strands, gloss_band, hair_top
from toontalker.cartoon.study import Study
from toontalker.drawing import polygon
from toontalker.mesh import FOREHEAD, LIPS_OUTER
from toontalker.picture import Colour, blur, masked_blur, over, resize, rgb_of, smoothstep, to_rgb


def ink_hair(figure: Colour, study: Study, strands: Strands) -> Colour:
    """RGB `figure` with its hair drawn; only hair that is black in the photo becomes ink."""
    plain, deep, bright, black = _tones(study, strands)
    mass = float(np.clip((study.frame.points[FOREHEAD, 1] - hair_top(study)) / (0.3 * study.unit), 0.45, 1))
    ridges = strands.ridges + 0.35 * gloss_band(study, strands.ridges) + (study.light.diffuse - 0.6) * 0.5
    light = smoothstep(0.30 + 0.14 * black, 0.42 + 0.14 * black, ridges) * np.float32(mass)
    dark = smoothstep(-0.16, -0.30, ridges) * np.float32(mass)
    tone = over(over(plain, dark, deep), light, bright)
    if black > 0:
        sheen = rgb_of([27, 0, 0 if study.grey else -10])
        tone = over(tone, np.full_like(light, black), over(np.broadcast_to(INK, tone.shape), light, sheen))
    return over(figure, smoothstep(0.38, 0.62, study.regions.hair), tone)


def _tones(study: Study, strands: Strands) -> tuple[Colour, Colour, Colour, float]:
    """RGB of flat hair, of its clumps and of its lights, and how far the hair is black, [0, 1]. Worked out at quarter size."""
    size = study.alpha.shape
    quarter, unit = (size[0] // 4, size[1] // 4), study.unit / 4
    hair = resize(study.regions.hair, quarter)
    weight = hair + np.float32(1e-4)
    lab = masked_blur(resize(strands.lab, quarter), weight, unit * 0.08)
    level = masked_blur(resize(strands.lightness, quarter), weight, unit * 0.05)
    sure = hair > 0.6
    chroma = float(np.hypot(*np.median(lab[sure, 1:], axis=0))) if sure.sum() > 10 else 0.0
    black = float(smoothstep(17, 10, strands.median) * smoothstep(9, 5, chroma))
    lab[..., 0] = max(strands.median * 1.05 + 5, 17) + (level - strands.median) * np.float32(0.5)
    lab[..., 1:] *= np.float32(1.3)
    deep = lab * np.array([0.42 + 0.16 * float(smoothstep(20, 50, strands.median)), 0.85, 0.85], np.float32)
    bright = lab + np.array([8 + 0.12 * strands.median, 0, 0 if study.grey else 2], np.float32)
    plain, deep, bright = (resize(to_rgb(tone), size) for tone in (lab, deep, bright))
    return plain, deep, bright, black


def ink_beard(figure: Colour, study: Study, skin: NDArray[np.float32]) -> Colour:
    """RGB `figure` with its beard in flat tones, from ink for a black moustache to a shadow for stubble; `skin` is CIELAB."""
    if study.beard.strength < 0.1:
        return figure
    level = blur(np.ascontiguousarray(study.lab[..., 0]), study.unit * 0.007)
    mask = crisp(smoothstep(0.3, 0.6, study.beard.mask) * smoothstep(-3, -8, level - skin[0]), study.unit * 0.008)
    lips = polygon(mask.shape, study.frame.points[list(LIPS_OUTER)], blur=study.unit * 0.003)
    figure, mask = over(figure, lips, rgb_of(skin)), mask * (1 - lips)  # hair that hangs over the lips is cut short
    lab = masked_blur(study.lab, study.beard.mask + np.float32(1e-3), study.unit * 0.02)
    sure = mask > 0.5
    own = float(np.median(level[sure])) if sure.any() else float(skin[0])
    lab[..., 0] = own * 0.88 + (soft_quantise(level, 7, 4.0) - own) * np.float32(0.2)  # light strands must not read as teeth
    return over(figure, mask, over(to_rgb(lab), smoothstep(22, 15, level), INK))
