/* GTK's dialog for choosing a file. */
#include "gimp-host.h"
#include "gimp-libraries.h"

/* Larger pictures would crowd out the list of files. */
static const gint preview_side = 160;

static void show_preview(GtkFileChooser *chooser, gpointer image)
{
    gchar *path = gtk_file_chooser_get_preview_filename(chooser);
    GdkPixbuf *picture =
        path != NULL && g_file_test(path, G_FILE_TEST_IS_REGULAR)
            ? gdk_pixbuf_new_from_file_at_size(path, gimp_window_pixels(preview_side),
                                               gimp_window_pixels(preview_side), NULL)
            : NULL;
    gtk_image_set_from_pixbuf(GTK_IMAGE(image), picture);
    gtk_file_chooser_set_preview_widget_active(chooser, picture != NULL);
    if (picture != NULL)
        g_object_unref(picture);
    g_free(path);
}

static void add_preview(GtkFileChooser *chooser)
{
    GtkWidget *image = gtk_image_new();
    gtk_widget_set_size_request(image, gimp_window_pixels(preview_side), -1);
    gtk_file_chooser_set_preview_widget(chooser, image);
    g_signal_connect(chooser, "update-preview", G_CALLBACK(show_preview), image);
}

char *gimp_host_choose_file(void *context, const char *title, const char *ok_label, const char *cancel_label,
                            const char *folder, int32_t is_picture)
{
    (void)context;
    if (!gimp_window_prepare())
        return NULL;
    GtkWidget *window =
        gtk_file_chooser_dialog_new(title, NULL, GTK_FILE_CHOOSER_ACTION_OPEN, cancel_label, GTK_RESPONSE_CANCEL,
                                    ok_label, GTK_RESPONSE_OK, NULL);
    gtk_dialog_set_default_response(GTK_DIALOG(window), GTK_RESPONSE_OK);
    /* Where browsers put what they fetch; GTK would show what was used recently, of whatever kind. */
    const gchar *downloads =
        g_get_user_special_dir(is_picture ? G_USER_DIRECTORY_PICTURES : G_USER_DIRECTORY_DOWNLOAD);
    if (folder == NULL)
        folder = downloads != NULL ? downloads : g_get_home_dir();
    gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(window), folder);
    if (is_picture)
        add_preview(GTK_FILE_CHOOSER(window));
    gimp_window_set_transient(GTK_WINDOW(window));

    char *path = NULL;
    if (gtk_dialog_run(GTK_DIALOG(window)) == GTK_RESPONSE_OK) {
        gchar *chosen = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(window));
        path = nst_copy_string(chosen); /* GLib's memory isn't freed by nst_free() */
        g_free(chosen);
    }
    gimp_window_close(window);
    return path;
}
