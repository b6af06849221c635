import CGimpShim

/// What the plug-in executable calls after it has loaded this library: one call of the procedure, with GIMP as the host.
@_cdecl("nst_run")
public func run(_ invocation: UnsafePointer<nst_invocation>, _ result: UnsafeMutablePointer<nst_result>) {
    let arguments = invocation.pointee
    if let folder = arguments.folder { nst_bind_translations(String(cString: folder) + "/locale") }
    let run = PluginRun(host: Host(nst_gimp_host()), environment: .current())
    result.pointee =
        run.outcome(
            of: PluginRun.Arguments(
                runMode: Int(arguments.run_mode), drawable: arguments.drawable, style: arguments.style,
                options: arguments.options.map { String(cString: $0) } ?? "")
        ).result
}
