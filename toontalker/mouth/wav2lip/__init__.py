"""Wav2Lip (Prajwal et al., ACM Multimedia 2020): a still face and a speech become 96 px pictures of speaking lips.

The way of a clip: `mel` (sound → log-mel spectrogram) → `windows` (which 0.2 s of it each frame hears) → `engine` (frames in
batches through `fast`, the network with its arithmetic put in order). `network` is the published network as it was trained,
`checkpoint` reads its published files and writes the one that the engine reads; `rule_made` makes weights that talk nonsense, for
tests and figures.

What becomes of the pictures is said in `mouth`: they are laid into the drawing (`box`, `paste`), or their lips are measured (`meter`,
`lip_model`, `closing`, `sharp`) and the drawing's own rig follows. Nothing here imports torch until one of these modules is imported.
"""
