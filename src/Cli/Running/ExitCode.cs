namespace Countme.Cli.Running;

/// <summary>What the process says to whoever started it; listed in the help of the root command.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>Failed; the message says why and what to do.</summary>
    Failure = 1,

    /// <summary>The command line cannot be understood.</summary>
    Usage = 2,

    /// <summary>Stopped by Ctrl-C or SIGTERM; nothing is half-written.</summary>
    Interrupted = 3,

    /// <summary>Done, but something was set aside or is incomplete.</summary>
    Incomplete = 4,
}
