import NSTCore
import NSTOptions
import NSTPictures

/// What one call of any procedure shares: the report to a listener, and what becomes of errors.
struct ProcedureCall {
    let environment: PluginEnvironment

    /// Runs a procedure's body, which returns the layer, or `nil` where it was cancelled. Never throws, because a status
    /// must go back whatever happens.
    func outcome(_ body: (Report?) throws -> Int32?) -> Outcome {
        let report = Report(path: environment.reportPath)
        let outcome: Outcome
        do {
            outcome = try body(report).map { .success(layer: $0) } ?? .cancelled
        } catch let error as PluginError {
            outcome = .failure(error)
        } catch let error as SettingsError {
            outcome = .failure(.settings(error))
        } catch {
            outcome = .failure(.unexpected(description: "\(error)"))
        }
        report?.end(outcome)
        return outcome
    }
}
