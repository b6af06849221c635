/* Drop-down lists. Both kinds are GIMP's lists of numbers, so that layers and words can stand in one list. */
#include "gimp-choices.h"

/* What a list says whose selected entry is none of its own. */
static const gint nothing = -1;

static gboolean is_offered(gint32 image, gint32 layer, gpointer excluded)
{
    (void)image;
    return layer != GPOINTER_TO_INT(excluded);
}

GtkWidget *gimp_layer_list_new(int32_t excluded)
{
    GtkWidget *list = gimp_layer_combo_box_new(is_offered, GINT_TO_POINTER(excluded));
    /* Long names are shortened in the middle instead of making the dialog as wide as they are. */
    g_object_set(list, "ellipsize", PANGO_ELLIPSIZE_MIDDLE, "width-request", 260, NULL);
    return list;
}

GtkWidget *gimp_choice_list_new(void)
{
    return gimp_int_combo_box_new_array(0, NULL);
}

static gboolean is_layer_list(GtkWidget *list)
{
    return GIMP_IS_LAYER_COMBO_BOX(list);
}

/* Entries that are words have these values. */
static gint value_of_choice(GtkWidget *list, int32_t index)
{
    return is_layer_list(list) ? NST_CHOICE_BELOW_LAYERS - index : index;
}

static gint value_of_row(GtkTreeModel *model, GtkTreeIter *row)
{
    gint value = nothing;
    gtk_tree_model_get(model, row, GIMP_INT_STORE_VALUE, &value, -1);
    return value;
}

/* Whether a row is one of the words. A list with nothing else has a row “(Empty)”, with the value -1, which GIMP looks
 * after itself. */
static gboolean is_word(GtkWidget *list, gint value)
{
    return is_layer_list(list) ? value <= NST_CHOICE_BELOW_LAYERS : value >= 0;
}

void gimp_list_set_choices(GtkWidget *list, const char *const *choices, int32_t count)
{
    GtkTreeModel *model = gtk_combo_box_get_model(GTK_COMBO_BOX(list));
    GtkTreeIter row;
    gboolean is_row = gtk_tree_model_get_iter_first(model, &row);
    while (is_row) {
        if (is_word(list, value_of_row(model, &row)))
            is_row = gtk_list_store_remove(GTK_LIST_STORE(model), &row);
        else
            is_row = gtk_tree_model_iter_next(model, &row);
    }
    for (int32_t index = 0; index < count; index++)
        gimp_int_combo_box_append(GIMP_INT_COMBO_BOX(list), GIMP_INT_STORE_VALUE, value_of_choice(list, index),
                                  GIMP_INT_STORE_LABEL, choices[index], -1);
}

gint gimp_list_value(GtkWidget *list)
{
    gint value = nothing;
    return gimp_int_combo_box_get_active(GIMP_INT_COMBO_BOX(list), &value) ? value : nothing;
}

static gint first_layer(GtkWidget *list)
{
    GtkTreeModel *model = gtk_combo_box_get_model(GTK_COMBO_BOX(list));
    GtkTreeIter row;
    for (gboolean is_row = gtk_tree_model_get_iter_first(model, &row); is_row;
         is_row = gtk_tree_model_iter_next(model, &row)) {
        const gint value = value_of_row(model, &row);
        if (value > 0)
            return value;
    }
    return nothing;
}

void gimp_list_set_value(GtkWidget *list, gint value)
{
    if (gimp_list_value(list) == value && value != nothing)
        return;
    if (gimp_int_combo_box_set_active(GIMP_INT_COMBO_BOX(list), value) && value != nothing)
        return;
    const gint layer = is_layer_list(list) ? first_layer(list) : nothing;
    if (layer == nothing || !gimp_int_combo_box_set_active(GIMP_INT_COMBO_BOX(list), layer))
        gtk_combo_box_set_active(GTK_COMBO_BOX(list), -1);
}
