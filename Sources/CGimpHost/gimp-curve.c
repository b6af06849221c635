/* A small curve in a window, folded away until somebody wants to see it. */
#include "gimp-curve.h"

#include "gimp-host.h"

typedef struct curve_view {
    GtkWidget *area;
    nst_curve_point *points;
    gint count;
} curve_view;

enum { HEIGHT = 96, MARGIN = 4 };

static const char *const view_key = "nst-curve-view";
static const char *const unfolded_key = NST_PROCEDURE_NAME "-curve";

static void free_view(gpointer data)
{
    curve_view *view = data;
    g_free(view->points);
    g_free(view);
}

static gboolean on_expose(GtkWidget *area, GdkEvent *event, gpointer data)
{
    (void)event;
    const curve_view *view = data;
    GtkAllocation size;
    gtk_widget_get_allocation(area, &size);
    const GtkStyle *style = gtk_widget_get_style(area);
    cairo_t *cairo = gdk_cairo_create(gtk_widget_get_window(area));
    gdk_cairo_set_source_color(cairo, &style->base[GTK_STATE_NORMAL]);
    cairo_paint(cairo);
    gdk_cairo_set_source_color(cairo, &style->text[GTK_STATE_NORMAL]);
    cairo_set_line_width(cairo, gimp_window_pixels(3) / 2.0);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND); /* a line of one point is a dot */
    for (gint index = 0; index < view->count; index++) {
        const nst_curve_point point = view->points[index];
        const double x = MARGIN + CLAMP(point.x, 0.0, 1.0) * (size.width - 2 * MARGIN);
        const double y = MARGIN + (1.0 - CLAMP(point.y, 0.0, 1.0)) * (size.height - 2 * MARGIN);
        if (point.begins_line)
            cairo_move_to(cairo, x, y);
        cairo_line_to(cairo, x, y);
    }
    cairo_stroke(cairo);
    cairo_destroy(cairo);
    return TRUE;
}

static void on_unfold(GtkExpander *expander, GParamSpec *property, gpointer data)
{
    (void)property;
    (void)data;
    gimp_host_set_session_value(NULL, unfolded_key, gtk_expander_get_expanded(expander) ? "1" : "0");
}

GtkWidget *gimp_curve_new(gint width, const char *label, const char *tooltip)
{
    curve_view *view = g_new0(curve_view, 1);
    GtkWidget *expander = gtk_expander_new_with_mnemonic(label);
    g_object_set_data_full(G_OBJECT(expander), view_key, view, free_view);
    gtk_widget_set_tooltip_text(expander, tooltip);
    GtkWidget *frame = gtk_frame_new(NULL);
    gtk_frame_set_shadow_type(GTK_FRAME(frame), GTK_SHADOW_IN);
    view->area = gtk_drawing_area_new();
    gtk_widget_set_size_request(view->area, gimp_window_pixels(width), gimp_window_pixels(HEIGHT));
    atk_object_set_name(gtk_widget_get_accessible(view->area), gtk_expander_get_label(GTK_EXPANDER(expander)));
    g_signal_connect(view->area, "expose-event", G_CALLBACK(on_expose), view);
    gtk_container_add(GTK_CONTAINER(frame), view->area);
    gtk_container_add(GTK_CONTAINER(expander), frame);
    char *unfolded = gimp_host_copy_session_value(NULL, unfolded_key);
    gtk_expander_set_expanded(GTK_EXPANDER(expander), g_strcmp0(unfolded, "1") == 0);
    nst_free(unfolded);
    g_signal_connect(expander, "notify::expanded", G_CALLBACK(on_unfold), NULL);
    return expander;
}

void gimp_curve_show(GtkWidget *curve, const nst_curve_point *points, gint count)
{
    curve_view *view = g_object_get_data(G_OBJECT(curve), view_key);
    g_free(view->points);
    view->points = g_new(nst_curve_point, MAX(count, 1));
    memcpy(view->points, points, (gsize)MAX(count, 0) * sizeof *points);
    view->count = count;
    gtk_widget_queue_draw(view->area);
}
