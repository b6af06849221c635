/* The dialog's controls: one row of a table for each. */
#ifndef GIMP_CONTROLS_H
#define GIMP_CONTROLS_H

#include "CGimpShim.h"
#include "gimp-libraries.h"

typedef struct gimp_control_view gimp_control_view;

typedef struct gimp_controls {
    nst_control *controls;
    int32_t count;
    /* Called with `data` when the user changes a control. */
    void (*on_change)(void *data, int32_t control);
    void *data;
    gimp_control_view *views;
} gimp_controls;

/* A table with a labelled widget for each control that is (or isn't) advanced; NULL where there is none. Before the
 * first call `views` must be NULL. */
GtkWidget *gimp_controls_table(gimp_controls *panel, gboolean is_advanced);
/* Gives the first control the keyboard. */
void gimp_controls_focus(gimp_controls *panel);
/* Fills in what the user chose. */
void gimp_controls_take(gimp_controls *panel);
/* Shows the controls' values, choices and sensitivity. */
void gimp_controls_show(gimp_controls *panel);
/* Frees what belongs to the panel; texts that were taken are gone, too. */
void gimp_controls_free(gimp_controls *panel);

#endif
