/* GTK's widgets for the dialog's controls. The `source` of a control is the object that holds its value: an
 * adjustment or a combo box. */
#include "gimp-controls.h"

/* A slider over decades is useful only if it runs logarithmically. */
static const double logarithmic_span = 100.0;

static gboolean is_offered(gint32 image, gint32 layer, gpointer excluded)
{
    (void)image;
    return layer != GPOINTER_TO_INT(excluded);
}

/* Selects `id`, or the first layer if that one isn't offered. */
static void select_layer(GtkWidget *combo, gint32 id)
{
    if (!gimp_int_combo_box_set_active(GIMP_INT_COMBO_BOX(combo), id))
        gtk_combo_box_set_active(GTK_COMBO_BOX(combo), 0);
}

static GtkWidget *layer_chooser(const nst_control *control)
{
    GtkWidget *combo = gimp_layer_combo_box_new(is_offered, GINT_TO_POINTER(control->excluded_drawable));
    select_layer(combo, (gint32)control->value);
    /* Long names are shortened in the middle instead of making the dialog as wide as they are. */
    g_object_set(combo, "ellipsize", PANGO_ELLIPSIZE_MIDDLE, "width-request", 320, NULL);
    return combo;
}

static GtkWidget *choice_list(const nst_control *control)
{
    GtkWidget *combo = gtk_combo_box_text_new();
    for (int32_t index = 0; index < control->choice_count; index++)
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(combo), control->choices[index]);
    gtk_combo_box_set_active(GTK_COMBO_BOX(combo), (gint)control->value);
    return combo;
}

static GObject *add_number(GtkTable *table, gint row, const nst_control *control)
{
    GtkObject *adjustment = gimp_scale_entry_new(
        table, 0, row, control->label, 200, 7, control->value, control->minimum, control->maximum, control->step,
        control->step * 10.0, (guint)control->digits, TRUE, 0.0, 0.0, control->tooltip, NULL);
    if (control->minimum > 0.0 && control->maximum / control->minimum >= logarithmic_span)
        gimp_scale_entry_set_logarithmic(adjustment, TRUE);
    /* Enter in a number is OK, as everywhere in GIMP's dialogs. */
    gtk_entry_set_activates_default(GTK_ENTRY(GIMP_SCALE_ENTRY_SPINBUTTON(adjustment)), TRUE);
    return G_OBJECT(adjustment);
}

static GObject *add_control(GtkTable *table, gint row, const nst_control *control)
{
    if (control->kind == NST_CONTROL_NUMBER)
        return add_number(table, row, control);
    GtkWidget *combo = control->kind == NST_CONTROL_DRAWABLE ? layer_chooser(control) : choice_list(control);
    gimp_help_set_help_data(combo, control->tooltip, NULL);
    gimp_table_attach_aligned(table, 0, row, control->label, 0.0, 0.5, combo, 2, FALSE);
    return G_OBJECT(combo);
}

GtkWidget *gimp_controls_new(const nst_control *controls, int32_t count, GObject **sources)
{
    GtkWidget *table = gtk_table_new((guint)MAX(count, 1), 3, FALSE);
    gtk_table_set_col_spacings(GTK_TABLE(table), 6);
    gtk_table_set_row_spacings(GTK_TABLE(table), 6);
    for (int32_t index = 0; index < count; index++)
        sources[index] = add_control(GTK_TABLE(table), index, &controls[index]);
    return table;
}

double gimp_controls_value(const nst_control *control, GObject *source)
{
    gint layer = -1;
    switch (control->kind) {
    case NST_CONTROL_DRAWABLE:
        return gimp_int_combo_box_get_active(GIMP_INT_COMBO_BOX(source), &layer) ? layer : -1;
    case NST_CONTROL_CHOICE:
        return gtk_combo_box_get_active(GTK_COMBO_BOX(source));
    default:
        return gtk_adjustment_get_value(GTK_ADJUSTMENT(source));
    }
}
