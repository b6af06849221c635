/// The list of styles.
extension DialogSession {
    /// Whether the list shows another style than the one that was chosen: it chooses one by itself where the last one is
    /// gone.
    var isOtherStyleShown: Bool {
        let value = values.controls[values.form.styleIndex].value
        return value > 0 && value != chooser.value
    }

    /// Takes over what was chosen; may open a window to choose a file in.
    func takeStyle() {
        chooser.choose(values.controls[values.form.styleIndex].value)
        trouble = chooser.problem?.sentence
        showStyle()
    }

    /// Makes the list show which styles there are, and the one that was chosen.
    func showStyle() {
        let index = values.form.styleIndex
        styleNames.show(chooser.choices, in: &values.controls[index], &strings)
        values.controls[index].value = chooser.value
    }
}
