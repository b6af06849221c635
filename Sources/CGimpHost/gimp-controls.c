/* GTK's widgets for the dialog's controls. */
#include "gimp-controls.h"

#include "gimp-choices.h"

/* A slider over decades is useful only if it runs logarithmically. */
static const double logarithmic_span = 100.0;

struct gimp_control_view {
    gimp_controls *panel;
    GtkWidget *widget;         /* what is focused; NULL for a number */
    GtkObject *adjustment;     /* of a number, else NULL */
    const char *const *choices; /* those that are shown */
    gchar *text;               /* what was taken last */
};

static void report_change(gpointer source, gpointer data)
{
    (void)source;
    gimp_control_view *view = data;
    view->panel->on_change(view->panel->data, (int32_t)(view - view->panel->views));
}

static gboolean is_list(const nst_control *control)
{
    return control->kind == NST_CONTROL_DRAWABLE || control->kind == NST_CONTROL_CHOICE;
}

static void add_number(GtkTable *table, gint row, const nst_control *control, gimp_control_view *view)
{
    GtkObject *adjustment = gimp_scale_entry_new(
        table, 0, row, control->label, 180, 6, control->value, control->minimum, control->maximum, control->step,
        control->step * 10.0, (guint)control->digits, TRUE, 0.0, 0.0, control->tooltip, NULL);
    if (control->minimum > 0.0 && control->maximum / control->minimum >= logarithmic_span)
        gimp_scale_entry_set_logarithmic(adjustment, TRUE);
    /* Enter in a number is OK, as everywhere in GIMP's dialogs. */
    gtk_entry_set_activates_default(GTK_ENTRY(GIMP_SCALE_ENTRY_SPINBUTTON(adjustment)), TRUE);
    view->adjustment = adjustment;
    g_signal_connect(adjustment, "value-changed", G_CALLBACK(report_change), view);
}

static GtkWidget *new_widget(const nst_control *control)
{
    switch (control->kind) {
    case NST_CONTROL_DRAWABLE:
        return gimp_layer_list_new(control->excluded_drawable);
    case NST_CONTROL_CHOICE:
        return gimp_choice_list_new();
    case NST_CONTROL_BUTTON:
        return gtk_button_new_with_mnemonic(control->label);
    default: {
        GtkWidget *entry = gtk_entry_new();
        gtk_entry_set_activates_default(GTK_ENTRY(entry), TRUE);
        return entry;
    }
    }
}

/* Returns the box that a button may be added to. */
static GtkWidget *add_widget(GtkTable *table, gint row, GtkWidget *box, const nst_control *control,
                             gimp_control_view *view)
{
    view->widget = new_widget(control);
    gimp_help_set_help_data(view->widget, control->tooltip, NULL);
    if (control->kind == NST_CONTROL_BUTTON) {
        g_signal_connect(view->widget, "clicked", G_CALLBACK(report_change), view);
    } else {
        g_signal_connect(view->widget, "changed", G_CALLBACK(report_change), view);
        box = gtk_hbox_new(FALSE, 6);
        GtkWidget *label = gimp_table_attach_aligned(table, 0, row, control->label, 0.0, 0.5, box, 2, FALSE);
        /* It is the widget that the label's access key leads to, and that a screen reader reads the label for. */
        gtk_label_set_mnemonic_widget(GTK_LABEL(label), view->widget);
    }
    if (box != NULL)
        gtk_box_pack_start(GTK_BOX(box), view->widget, control->kind != NST_CONTROL_BUTTON,
                           control->kind != NST_CONTROL_BUTTON, 0);
    return box;
}

GtkWidget *gimp_controls_table(gimp_controls *panel, gboolean is_advanced)
{
    if (panel->views == NULL)
        panel->views = g_new0(gimp_control_view, MAX(panel->count, 1));
    GtkWidget *table = gtk_table_new((guint)MAX(panel->count, 1), 3, FALSE);
    gtk_table_set_col_spacings(GTK_TABLE(table), 6);
    gtk_table_set_row_spacings(GTK_TABLE(table), 6);
    GtkWidget *box = NULL;
    gint row = 0;
    for (int32_t index = 0; index < panel->count; index++) {
        const nst_control *control = &panel->controls[index];
        gimp_control_view *view = &panel->views[index];
        if ((control->is_advanced != 0) != is_advanced)
            continue;
        view->panel = panel;
        if (control->kind == NST_CONTROL_NUMBER)
            add_number(GTK_TABLE(table), row++, control, view);
        else
            box = add_widget(GTK_TABLE(table), control->kind == NST_CONTROL_BUTTON ? row : row++, box, control, view);
    }
    gtk_table_resize(GTK_TABLE(table), (guint)MAX(row, 1), 3);
    if (row > 0)
        return table;
    g_object_ref_sink(table);
    g_object_unref(table);
    return NULL;
}

void gimp_controls_focus(gimp_controls *panel)
{
    if (panel->count > 0 && panel->views[0].widget != NULL)
        gtk_widget_grab_focus(panel->views[0].widget);
}

void gimp_controls_take(gimp_controls *panel)
{
    for (int32_t index = 0; index < panel->count; index++) {
        nst_control *control = &panel->controls[index];
        gimp_control_view *view = &panel->views[index];
        if (control->kind == NST_CONTROL_NUMBER) {
            control->value = gtk_adjustment_get_value(GTK_ADJUSTMENT(view->adjustment));
        } else if (is_list(control)) {
            control->value = gimp_list_value(view->widget);
        } else if (control->kind == NST_CONTROL_TEXT) {
            g_free(view->text);
            view->text = g_strdup(gtk_entry_get_text(GTK_ENTRY(view->widget)));
            control->text = view->text;
        }
    }
}

static void show_control(const nst_control *control, gimp_control_view *view)
{
    if (control->kind == NST_CONTROL_NUMBER) {
        if (gtk_adjustment_get_value(GTK_ADJUSTMENT(view->adjustment)) != control->value)
            gtk_adjustment_set_value(GTK_ADJUSTMENT(view->adjustment), control->value);
        gimp_scale_entry_set_sensitive(view->adjustment, !control->is_insensitive);
        return;
    }
    if (is_list(control)) {
        if (view->choices != control->choices)
            gimp_list_set_choices(view->widget, control->choices, control->choice_count);
        view->choices = control->choices;
        gimp_list_set_value(view->widget, (gint)control->value);
    } else if (control->kind == NST_CONTROL_TEXT) {
        const char *text = control->text != NULL ? control->text : "";
        if (strcmp(gtk_entry_get_text(GTK_ENTRY(view->widget)), text) != 0)
            gtk_entry_set_text(GTK_ENTRY(view->widget), text);
    }
    gtk_widget_set_sensitive(view->widget, !control->is_insensitive);
}

void gimp_controls_show(gimp_controls *panel)
{
    for (int32_t index = 0; index < panel->count; index++)
        show_control(&panel->controls[index], &panel->views[index]);
}

void gimp_controls_free(gimp_controls *panel)
{
    for (int32_t index = 0; index < panel->count; index++) {
        g_free(panel->views[index].text);
        if (panel->controls[index].kind == NST_CONTROL_TEXT)
            panel->controls[index].text = NULL;
    }
    g_free(panel->views);
}
