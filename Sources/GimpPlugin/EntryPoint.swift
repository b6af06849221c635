import CGimpShim

/// What the plug-in executable calls after it has loaded this library: one call of a procedure, in a host that must stay
/// until this returns.
@_cdecl("nst_run")
public func run(
    _ invocation: UnsafePointer<nst_invocation>, _ functions: UnsafePointer<nst_host>,
    _ result: UnsafeMutablePointer<nst_result>
) {
    let arguments = invocation.pointee
    if let folder = arguments.folder { nst_bind_translations(String(cString: folder) + "/locale") }
    let host = Host(functions)
    let environment = PluginEnvironment.current()
    let outcome: Outcome
    switch arguments.procedure.map({ String(cString: $0) }) {
    case NST_LOOK_PROCEDURE_NAME:
        outcome = LookInsideRun(host: host, environment: environment).outcome(
            of: LookInsideRun.Arguments(
                runMode: Int(arguments.run_mode), drawable: arguments.drawable,
                look: LookInside.Words(arguments.look)))
    case NST_CONTINUE_PROCEDURE_NAME:
        outcome = ContinuedRun(host: host, environment: environment).outcome(
            of: ContinuedRun.Arguments(
                runMode: Int(arguments.run_mode), drawable: arguments.drawable,
                iterations: Int(arguments.iterations)))
    default:
        outcome = PluginRun(host: host, environment: environment).outcome(
            of: PluginRun.Arguments(
                runMode: Int(arguments.run_mode), drawable: arguments.drawable, style: arguments.style,
                options: arguments.options.map { String(cString: $0) } ?? ""))
    }
    result.pointee = outcome.result
}
