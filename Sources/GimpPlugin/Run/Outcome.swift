import CGimpShim

/// How a call of the procedure ended; the one place that decides on GIMP's status.
enum Outcome {
    /// A layer was made.
    case success(layer: Int32)
    /// The user (or the end of whoever listens to the report) stopped the run.
    case cancelled
    /// It didn't work.
    case failure(PluginError)

    /// For C. The message belongs to the caller, who frees it with `nst_free`.
    var result: nst_result {
        switch self {
        case .success(let layer):
            nst_result(status: Int32(NST_STATUS_SUCCESS), layer: layer, message: nil)
        case .cancelled:
            nst_result(status: Int32(NST_STATUS_CANCEL), layer: -1, message: nil)
        case .failure(let error):
            nst_result(
                status: Int32(error.isCallersFault ? NST_STATUS_CALLING_ERROR : NST_STATUS_EXECUTION_ERROR),
                layer: -1, message: nst_copy_string(error.sentence))
        }
    }
}
