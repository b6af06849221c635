/* The dialog: Swift says what is asked and what comes of a change, this says how it looks in GIMP. */
#include <locale.h>

#include "gimp-controls.h"
#include "gimp-host.h"
#include "gimp-libraries.h"
#include "gimp-picture.h"

/* GtkDialog's own answers are negative. */
enum { RESPONSE_RESET = 100 };

static const guint milliseconds_per_tick = 100;
/* The advanced controls scroll in so many pixels. */
static const gint advanced_height = 210;

/* Lines of the status are broken at so many pixels; two of them are so high. */
static const gint status_width = 700, status_height = 36;

/* A dialog while it is open. */
typedef struct open_dialog {
    nst_dialog *dialog;
    gimp_controls panel;
    GtkWidget *window;
    GtkWidget *status;
    GtkWidget *picture; /* or NULL */
    int32_t shown_serial;
    gboolean is_busy; /* what Swift changes is no change of the user's */
} open_dialog;

static GtkWidget *new_text(const char *text)
{
    GtkWidget *label = gtk_label_new(text);
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_misc_set_alignment(GTK_MISC(label), 0.0, 0.0);
    return label;
}

static void show_state(open_dialog *open)
{
    const nst_dialog *dialog = open->dialog;
    gimp_controls_show(&open->panel);
    const char *status = dialog->status != NULL ? dialog->status : "";
    if (strcmp(gtk_label_get_text(GTK_LABEL(open->status)), status) != 0)
        gtk_label_set_text(GTK_LABEL(open->status), status);
    gtk_dialog_set_response_sensitive(GTK_DIALOG(open->window), GTK_RESPONSE_OK, !dialog->is_unready);
    if (open->picture != NULL && open->shown_serial != dialog->picture_serial) {
        gimp_picture_show(open->picture, dialog->picture, dialog->original, dialog->picture_width,
                          dialog->picture_height);
        open->shown_serial = dialog->picture_serial;
    }
}

static void send_event(open_dialog *open, int32_t event, int32_t control)
{
    if (open->is_busy)
        return;
    open->is_busy = TRUE;
    gimp_controls_take(&open->panel);
    if (open->dialog->update != NULL) {
        open->dialog->update(open->dialog->listener, open->dialog, event, control);
        show_state(open);
    }
    open->is_busy = FALSE;
}

static void on_change(void *open, int32_t control)
{
    send_event(open, NST_EVENT_CHANGED, control);
}

static gboolean on_tick(gpointer open)
{
    send_event(open, NST_EVENT_TICK, -1);
    return G_SOURCE_CONTINUE;
}

/* A button that stands apart from OK and Cancel, at the other end. */
static void add_secondary_button(GtkDialog *window, const char *label, gint response)
{
    if (label == NULL)
        return;
    GtkWidget *button = gtk_dialog_add_button(window, label, response);
    gtk_button_box_set_child_secondary(GTK_BUTTON_BOX(gtk_dialog_get_action_area(window)), button, TRUE);
}

static void add_advanced(open_dialog *open, GtkBox *box)
{
    GtkWidget *table = gimp_controls_table(&open->panel, TRUE);
    if (table == NULL)
        return;
    GtkWidget *expander = gtk_expander_new_with_mnemonic(open->dialog->advanced_label);
    GtkWidget *scroller = gtk_scrolled_window_new(NULL, NULL);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_widget_set_size_request(scroller, -1, gimp_window_pixels(advanced_height));
    gtk_container_set_border_width(GTK_CONTAINER(table), 6);
    gtk_scrolled_window_add_with_viewport(GTK_SCROLLED_WINDOW(scroller), table);
    /* What the keyboard comes to is scrolled to. */
    gtk_container_set_focus_vadjustment(
        GTK_CONTAINER(gtk_bin_get_child(GTK_BIN(scroller))),
        gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(scroller)));
    gtk_container_add(GTK_CONTAINER(expander), scroller);
    gtk_box_pack_start(box, expander, FALSE, FALSE, 0);
}

static void fill(open_dialog *open, GtkBox *box)
{
    const nst_dialog *dialog = open->dialog;
    if (dialog->notice != NULL)
        gtk_box_pack_start(box, gimp_hint_box_new(dialog->notice), FALSE, FALSE, 0);
    if (dialog->introduction != NULL)
        gtk_box_pack_start(box, new_text(dialog->introduction), FALSE, FALSE, 0);
    GtkWidget *row = gtk_hbox_new(FALSE, 12);
    gtk_box_pack_start(box, row, FALSE, FALSE, 0);
    if (dialog->preview_side > 0) {
        open->picture = gimp_picture_new(dialog->preview_side, dialog->preview_label, dialog->original_label);
        gtk_box_pack_start(GTK_BOX(row), open->picture, FALSE, FALSE, 0);
    }
    GtkWidget *table = gimp_controls_table(&open->panel, FALSE);
    if (table != NULL) {
        /* Beside a picture that is higher, the controls keep their own height. */
        GtkWidget *column = gtk_vbox_new(FALSE, 0);
        gtk_box_pack_start(GTK_BOX(column), table, FALSE, FALSE, 0);
        gtk_box_pack_start(GTK_BOX(row), column, TRUE, TRUE, 0);
    }
    add_advanced(open, box);

    open->status = new_text("");
    if (dialog->update != NULL) {
        /* Two lines from the beginning, so that the dialog doesn't grow and shrink as the controls move. */
        gtk_widget_set_size_request(open->status, gimp_window_pixels(status_width),
                                    gimp_window_pixels(status_height));
        gtk_box_pack_start(box, open->status, FALSE, FALSE, 0);
    }
}

static void make_window(open_dialog *open)
{
    const nst_dialog *dialog = open->dialog;
    /* The role lets a window manager remember the dialog's place. */
    open->window = gimp_dialog_new(dialog->title, NST_PROCEDURE_NAME, NULL, 0, gimp_standard_help_func,
                                   dialog->help_id, dialog->cancel_label, GTK_RESPONSE_CANCEL, dialog->ok_label,
                                   GTK_RESPONSE_OK, NULL);
    gtk_dialog_set_default_response(GTK_DIALOG(open->window), GTK_RESPONSE_OK);
    gtk_window_set_resizable(GTK_WINDOW(open->window), FALSE);
    gimp_window_set_transient(GTK_WINDOW(open->window));
    add_secondary_button(GTK_DIALOG(open->window), dialog->reset_label, RESPONSE_RESET);
    add_secondary_button(GTK_DIALOG(open->window), dialog->extra_label, NST_ANSWER_EXTRA);

    GtkWidget *box = gtk_vbox_new(FALSE, 12);
    gtk_container_set_border_width(GTK_CONTAINER(box), 12);
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(open->window))), box, TRUE, TRUE, 0);
    open->is_busy = TRUE;
    fill(open, GTK_BOX(box));
    gtk_widget_show_all(box);
    show_state(open);
    gimp_controls_focus(&open->panel);
    open->is_busy = FALSE;
}

static int32_t answer_of(gint response)
{
    switch (response) {
    case GTK_RESPONSE_OK:
        return NST_ANSWER_OK;
    case NST_ANSWER_EXTRA:
        return NST_ANSWER_EXTRA;
    default:
        return NST_ANSWER_CANCEL;
    }
}

static int32_t ask(open_dialog *open)
{
    send_event(open, NST_EVENT_TICK, -1);
    const guint timer = g_timeout_add(milliseconds_per_tick, on_tick, open);
    gint response = gimp_dialog_run(GIMP_DIALOG(open->window));
    while (response == RESPONSE_RESET) {
        send_event(open, NST_EVENT_RESET, -1);
        response = gimp_dialog_run(GIMP_DIALOG(open->window));
    }
    g_source_remove(timer);
    send_event(open, NST_EVENT_ANSWERED, -1);
    return answer_of(response);
}

int32_t gimp_host_run_dialog(void *context, nst_dialog *dialog)
{
    (void)context;
    if (!gimp_window_prepare())
        return NST_ANSWER_NO_DISPLAY;

    /* Numbers in the dialog have the user's decimal sign, and only there. One dialog may open another. */
    gchar *numbers = g_strdup(setlocale(LC_NUMERIC, NULL));
    setlocale(LC_NUMERIC, "");
    open_dialog open = {.dialog = dialog, .shown_serial = -1};
    open.panel = (gimp_controls){
        .controls = dialog->controls, .count = dialog->control_count, .on_change = on_change, .data = &open};
    make_window(&open);
    const int32_t answer = ask(&open);
    gimp_window_close(open.window);
    gimp_controls_free(&open.panel);
    setlocale(LC_NUMERIC, numbers);
    g_free(numbers);
    return answer;
}
