"""How well a voice of the other gender is made: measured by others' means. No part of speaking; it asks for the extra `train`."""
