/* The dialog's controls: one row of a table for each. */
#ifndef GIMP_CONTROLS_H
#define GIMP_CONTROLS_H

#include "CGimpShim.h"
#include "gimp-libraries.h"

/* A table with a labelled widget for each control. */
GtkWidget *gimp_controls_new(const nst_control *controls, int32_t count, GObject **sources);
/* What the user chose in the control whose source gimp_controls_new() handed out. */
double gimp_controls_value(const nst_control *control, GObject *source);

#endif
