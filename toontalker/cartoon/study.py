"""The study every style draws from: the caricatured photo with everything that was found out about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.beard import Beard, find_beard
from toontalker.cartoon.caricature import Exaggeration, exaggerate
from toontalker.cartoon.crown import completed_crown
from toontalker.cartoon.exposure import in_better_light
from toontalker.cartoon.glasses import GlassesEvidence, erase_glasses, find_glasses
from toontalker.cartoon.light import Light, light_figure
from toontalker.cartoon.matte import cut_out
from toontalker.cartoon.regions import Regions, find_regions
from toontalker.cartoon.skin import face_colour, is_grey
from toontalker.clip import Glasses
from toontalker.face import Portrait
from toontalker.mesh import FaceFrame
from toontalker.picture import Colour, Map, to_float, to_lab, to_uint8


@dataclass(frozen=True)
class Study:
    """A caricatured portrait, analysed. All pictures and maps are n x n px."""

    image: Colour
    lab: Colour
    """`image` in CIELAB."""
    frame: FaceFrame
    alpha: Map
    """The cut-out of the person."""
    regions: Regions
    light: Light
    beard: Beard
    photo_skin: NDArray[np.float32]
    """``(3,)`` CIELAB: median of the face in the photo, the reference of the skin bound; lifted a little where the light is dim."""
    glasses: GlassesEvidence | None
    """What is known of the glasses to draw; None for none."""

    @property
    def unit(self) -> float:
        """Forehead to chin, px."""
        return self.frame.unit

    @property
    def grey(self) -> bool:
        """The photo is black and white."""
        return is_grey(self.photo_skin)


def make_study(portrait: Portrait, exaggeration: Exaggeration, glasses: Glasses) -> Study:
    """Analyses a portrait for drawing with this exaggeration."""
    portrait = completed_crown(in_better_light(portrait))
    photo_skin = face_colour(portrait.image, FaceFrame(portrait.landmarks))
    evidence = find_glasses(portrait.image, portrait.landmarks)
    wears = evidence.worn if glasses == "auto" else glasses == "yes"
    if wears:
        erased = erase_glasses(to_float(portrait.image), evidence, FaceFrame(portrait.landmarks))
        portrait = replace(portrait, image=to_uint8(erased))
    warped = exaggerate(portrait, exaggeration)
    frame, image = FaceFrame(warped.landmarks), to_float(warped.image)
    alpha = cut_out(warped)
    lab = to_lab(image)
    beard = find_beard(lab, frame)
    regions = find_regions(lab, alpha, frame)
    return Study(image, lab, frame, alpha, regions, light_figure(alpha, frame), beard, photo_skin, evidence if wears else None)
