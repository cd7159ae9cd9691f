"""Which landmarks of the face mesh make up the lips, the chin and the skin that moves with them."""

from __future__ import annotations

UPPER_RINGS = (
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291),
    (76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306),
    (62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292),
    (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
)
"""The upper lip from its outer to its inner edge, each ring from left to right, corners included."""
LOWER_RINGS = (
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291),
    (76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306),
    (62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292),
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
)
"""The lower lip, likewise."""
UPPER_LIP = tuple(p for ring in UPPER_RINGS for p in ring[1:-1])
LOWER_LIP = tuple(p for ring in LOWER_RINGS for p in ring[1:-1])
CORNERS = (61, 76, 62, 78, 291, 306, 292, 308)
LIPS = UPPER_LIP + LOWER_LIP + CORNERS

UNDER_LIP = (18, 83, 313, 200, 201, 421)
"""Between the lower lip and the chin."""
CHIN_PAD = (152, 148, 377, 176, 400, 149, 378, 175, 199, 200, 18, 83, 313, 182, 406, 201, 421, 208, 428, 171, 396, 140, 369,
            32, 262, 194, 418, 211, 431, 204, 424, 106, 335)  # fmt: skip
"""The chin: goes all the way down with the jaw."""
JAW_SIDES = (150, 379, 136, 365, 172, 397, 58, 288, 169, 394, 135, 364, 210, 430, 214, 434, 202, 422, 212, 432, 170, 395, 138,
             367, 192, 416, 43, 273, 57, 287)  # fmt: skip
"""From the chin up to the jaw joint: goes down the less the nearer to the joint."""
MOUTH_CHEEKS = (216, 436, 207, 427, 57, 287, 186, 410, 92, 322, 212, 432)
"""Beside the corners: pushed sideways by a wide mouth."""
LOW_CHEEKS = (216, 436, 207, 427, 186, 410, 92, 322)
MOUSTACHE = (164, 167, 393, 165, 391, 92, 322, 98, 327, 2, 97, 326)
"""Between nose and upper lip."""
STILL = (168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 97, 326, 64, 294, 49, 279, 50, 280, 101, 330, 118, 347, 117, 346, 123, 352,
         132, 361, 93, 323, 234, 454, 116, 345, 111, 340, 36, 266, 142, 371, 129, 358, 48, 278, 115, 344, 220, 440, 100, 329,
         120, 349, 119, 348, 121, 350, 47, 277, 126, 355, 131, 360, 203, 423, 165, 391, 164, 167, 393, 205, 425, 147, 376,
         177, 401, 215, 435)  # fmt: skip
"""Nose, cheeks and rim of the face: nearly still while one talks."""
CONTROLS = tuple(dict.fromkeys(CHIN_PAD + JAW_SIDES + STILL + UNDER_LIP + MOUTH_CHEEKS))
