/* A picture in a window: the painting, and at a click what it is painted from. */
#include "gimp-host.h"
#include "gimp-picture.h"

typedef struct picture_view {
    GtkWidget *image;
    GtkWidget *button; /* the switch, or NULL */
    GdkPixbuf *painting, *original;
} picture_view;

static const char *const view_key = "nst-picture-view";

static void free_view(gpointer data)
{
    picture_view *view = data;
    g_clear_object(&view->painting);
    g_clear_object(&view->original);
    g_free(view);
}

static void draw(picture_view *view)
{
    const gboolean is_original =
        view->button != NULL && gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(view->button));
    gtk_image_set_from_pixbuf(GTK_IMAGE(view->image), is_original ? view->original : view->painting);
}

static void on_switch(GtkToggleButton *button, gpointer view)
{
    (void)button;
    draw(view);
}

static gboolean on_click(GtkWidget *widget, GdkEvent *event, gpointer button)
{
    (void)widget;
    (void)event;
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(button), !gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(button)));
    return TRUE;
}

GtkWidget *gimp_picture_new(gint side, const char *label, const char *switch_label)
{
    picture_view *view = g_new0(picture_view, 1);
    GtkWidget *box = gtk_vbox_new(FALSE, 6);
    g_object_set_data_full(G_OBJECT(box), view_key, view, free_view);

    GtkWidget *frame = gtk_frame_new(NULL);
    gtk_frame_set_shadow_type(GTK_FRAME(frame), GTK_SHADOW_IN);
    gtk_box_pack_start(GTK_BOX(box), frame, FALSE, FALSE, 0);
    GtkWidget *area = gtk_event_box_new();
    gtk_widget_set_size_request(area, gimp_window_pixels(side), gimp_window_pixels(side));
    gtk_container_add(GTK_CONTAINER(frame), area);
    view->image = gtk_image_new();
    gtk_container_add(GTK_CONTAINER(area), view->image);
    if (label != NULL)
        atk_object_set_name(gtk_widget_get_accessible(view->image), label);
    if (switch_label != NULL) {
        view->button = gtk_toggle_button_new_with_mnemonic(switch_label);
        g_signal_connect(view->button, "toggled", G_CALLBACK(on_switch), view);
        g_signal_connect(area, "button-press-event", G_CALLBACK(on_click), view->button);
        gtk_box_pack_start(GTK_BOX(box), view->button, FALSE, FALSE, 0);
        gtk_widget_set_sensitive(view->button, FALSE); /* until there is a picture */
    }
    return box;
}

/* A copy, because the pixels may change before they are drawn again. */
static void replace(GdkPixbuf **target, const uint8_t *pixels, gint width, gint height)
{
    g_clear_object(target);
    if (pixels == NULL || width <= 0 || height <= 0)
        return;
    *target = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, width, height);
    if (*target == NULL)
        return;
    for (gint row = 0; row < height; row++)
        memcpy(gdk_pixbuf_get_pixels(*target) + (gsize)row * (gsize)gdk_pixbuf_get_rowstride(*target),
               pixels + (gsize)row * 3 * (gsize)width, 3 * (gsize)width);
    if (gimp_window_pixels(width) == width)
        return;
    GdkPixbuf *scaled =
        gdk_pixbuf_scale_simple(*target, gimp_window_pixels(width), gimp_window_pixels(height), GDK_INTERP_BILINEAR);
    if (scaled == NULL)
        return;
    g_object_unref(*target);
    *target = scaled;
}

void gimp_picture_show(GtkWidget *picture, const uint8_t *pixels, const uint8_t *original, gint width, gint height)
{
    picture_view *view = g_object_get_data(G_OBJECT(picture), view_key);
    replace(&view->painting, pixels, width, height);
    replace(&view->original, original, width, height);
    if (view->button != NULL)
        gtk_widget_set_sensitive(view->button, view->original != NULL);
    draw(view);
}
