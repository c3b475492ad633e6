using System.CommandLine;
using System.CommandLine.Invocation;
using Countme.Cli.Verbs;

namespace Countme.Cli.Running;

/// <summary>Runs the program: reads the command line, calls the verb, and turns whatever happens into an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line in this process.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Terminal terminal = Terminal.OfProcess();
        using var interruption = new Interruption();
        bool showTrace = Environment.GetEnvironmentVariable("COUNTME_TRACE") == "1";
        ExitCode code = await new Boundary(terminal.Error, showTrace).RunAsync(
            async () =>
            {
                ExitCode done = await RunAsync(arguments, terminal, interruption.Token);
                await terminal.Out.FlushAsync(CancellationToken.None);
                return done;
            },
            interruption.Token);
        return (int)code;
    }

    /// <summary>Runs one command line; what it throws is the caller's.</summary>
    public static async Task<ExitCode> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancellation)
    {
        RootCommand root = RootVerb.Create(terminal);
        ParseResult parsed = root.Parse(
            arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is ParseErrorAction || (parsed.Errors.Count > 0 && parsed.Action is null))
        {
            return Refuse(parsed, terminal);
        }

        return (ExitCode)await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            },
            cancellation);
    }

    private static ExitCode Refuse(ParseResult parsed, Terminal terminal)
    {
        Command command = parsed.CommandResult.Command;
        if (command is RootCommand && parsed.Tokens.Count == 0)
        {
            VerbHelp.Write(command, terminal.Error);
            return ExitCode.Usage;
        }

        string name = VerbHelp.FullName(command);
        foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
        {
            terminal.Error.WriteLine($"{name}: {TerminalText.Escaped(message)}");
        }

        terminal.Error.WriteLine($"See {name} --help.");
        return ExitCode.Usage;
    }
}
