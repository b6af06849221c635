#!/usr/bin/env python2
# -*- coding: utf-8 -*-
"""Paints all pictures of a folder, as a Python-Fu plug-in for a GIMP 2.10 that has Python (Debian's hasn't).

Copy this file into a folder "plug-ins" of GIMP's (Edit > Preferences > Folders > Plug-ins), make it executable, and
start GIMP again: Filters > Artistic > Paint a folder...  Without windows:

    gimp-console-2.10 -i --batch-interpreter=python-fu-eval \
        -b 'pdb.python_fu_paint_folder("/home/me/pictures", "/home/me/painting.jpg", "/home/me/paintings", "size=512")' \
        -b 'pdb.gimp_quit(0)'

A painting is written under another name and renamed when it is whole. One that is newer than its picture and the style
isn't painted again. A picture that can't be painted doesn't end the others.
"""
import os

from gimpfu import (PF_DIRNAME, PF_FILENAME, PF_STRING, RUN_NONINTERACTIVE, main, pdb, register)

EXTENSIONS = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".psd", ".tif", ".tiff", ".webp", ".xcf")


def is_current(painting, *sources):
    """Whether there is a painting that is newer than all that it is made of."""
    return os.path.exists(painting) and all(
        os.path.getmtime(painting) > os.path.getmtime(source) for source in sources)


def paint(picture, style, painting, options):
    """Paints one picture into an .xcf; raises RuntimeError with the plug-in's sentence."""
    unfinished = os.path.join(os.path.dirname(painting), ".unfinished-%d.xcf" % os.getpid())
    image = style_image = None
    try:
        image = pdb.gimp_file_load(picture, picture)
        style_image = pdb.gimp_file_load(style, style)
        style_layer = pdb.gimp_layer_new_from_visible(style_image, style_image, "style")
        pdb.gimp_image_insert_layer(style_image, style_layer, None, 0)
        layer = pdb.plug_in_neural_style_transfer(
            image, image.active_layer, style_layer, options, run_mode=RUN_NONINTERACTIVE)
        pdb.gimp_xcf_save(0, image, layer, unfinished, unfinished)
        os.rename(unfinished, painting)
    finally:
        for opened in (image, style_image):
            if opened is not None:
                pdb.gimp_image_delete(opened)
        if os.path.exists(unfinished):
            os.remove(unfinished)


def paint_folder(pictures, style, paintings, options):
    """Paints every picture of a folder into another, and says at the end how many."""
    painted = skipped = 0
    failures = []
    for name in sorted(os.listdir(pictures)):
        picture = os.path.join(pictures, name)
        painting = os.path.join(paintings, name + ".xcf")
        if name.startswith(".") or not name.lower().endswith(EXTENSIONS):
            continue
        if is_current(painting, picture, style):
            skipped += 1
            continue
        try:
            paint(picture, style, painting, options)
            painted += 1
        except RuntimeError as error:
            failures.append("%s: %s" % (name, error))
    summary = ["%d painted, %d were there already, %d failed." % (painted, skipped, len(failures))]
    pdb.gimp_message("\n".join(summary + failures))


register(
    "python-fu-paint-folder", "Paint every picture of a folder in the style of another picture",
    "Writes an .xcf for each, with the painting as its uppermost layer.",
    "The authors of Neural Style Transfer for GIMP", "GPL-3.0-or-later", "2026",
    "Paint a folder...", "",
    [
        (PF_DIRNAME, "pictures", "Pictures", ""),
        (PF_FILENAME, "style", "Style", ""),
        (PF_DIRNAME, "paintings", "Paintings", ""),
        (PF_STRING, "options", "Options", "size=512"),
    ],
    [], paint_folder, menu="<Image>/Filters/Artistic")

main()
