/* A small curve in a window, folded away until somebody wants to see it. */
#ifndef GIMP_CURVE_H
#define GIMP_CURVE_H

#include "CGimpShim.h"
#include "gimp-libraries.h"

/* `width` in pixels on a screen of 96 dots per inch. Whether it is unfolded is remembered until GIMP ends. */
GtkWidget *gimp_curve_new(gint width, const char *label, const char *tooltip);
void gimp_curve_show(GtkWidget *curve, const nst_curve_point *points, gint count);

#endif
