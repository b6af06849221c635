/* A picture in a window, which can be exchanged for another by a switch. */
#ifndef GIMP_PICTURE_H
#define GIMP_PICTURE_H

#include "CGimpShim.h"
#include "gimp-libraries.h"

/* A square for pictures of at most `side` pixels each way. `switch_label` may be NULL: then there is no switch. */
GtkWidget *gimp_picture_new(gint side, const char *label, const char *switch_label);
/* Shows rows of 3 bytes; `original` is what the switch shows, or NULL. */
void gimp_picture_show(GtkWidget *picture, const uint8_t *pixels, const uint8_t *original, gint width, gint height);

#endif
