/* GTK's dialog for choosing a file. */
#include "gimp-host.h"
#include "gimp-libraries.h"

char *gimp_host_choose_file(void *context, const char *title, const char *ok_label, const char *cancel_label)
{
    (void)context;
    if (!gimp_window_prepare())
        return NULL;
    GtkWidget *window =
        gtk_file_chooser_dialog_new(title, NULL, GTK_FILE_CHOOSER_ACTION_OPEN, cancel_label, GTK_RESPONSE_CANCEL,
                                    ok_label, GTK_RESPONSE_OK, NULL);
    gtk_dialog_set_default_response(GTK_DIALOG(window), GTK_RESPONSE_OK);
    /* Where browsers put what they fetch; what was used recently, which GTK would show, are pictures. */
    const gchar *downloads = g_get_user_special_dir(G_USER_DIRECTORY_DOWNLOAD);
    gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(window), downloads != NULL ? downloads : g_get_home_dir());
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
