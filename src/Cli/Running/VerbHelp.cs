using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Countme.Cli.Running;

/// <summary>
/// Writes help: what a verb does, its arguments and options, and examples. System.CommandLine's own has no place for those.
/// </summary>
internal sealed class VerbHelp : SynchronousCommandLineAction
{
    private const int Width = 100;
    private const int MaxNameWidth = 30;

    private const string RootNotes =
        """
        Exit codes:
          0  done
          1  failed; the message says what was found, what was expected and what to do
          2  the command line cannot be understood
          3  interrupted by Ctrl-C or SIGTERM; nothing is half-written
          4  done, but a log was set aside or something is incomplete; the summary says what

        Environment:
          NO_COLOR=1        no colours on a terminal
          COUNTME_TRACE=1   the stack trace after the message of a failure
          COUNTME_API       address of the pipeline that status, totals and backfill ask
          COUNTME_KEY       function key for it; never shown
          CountmeStorage    connection string of the storage account that upload sends to
          CountmeBus        connection string of the bus that events follows

        Data goes to stdout, all else to stderr.
        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return 0;
    }

    /// <summary>Writes the help of a command.</summary>
    public static void Write(Command command, TextWriter to)
    {
        bool isRoot = command is RootCommand;
        string name = FullName(command);
        string[] description = (command.Description ?? "").Split('\n');
        to.WriteLine($"{name}: {description[0]}");
        foreach (string paragraph in description.Skip(1))
        {
            to.WriteLine();
            Wrapped(paragraph, 0, to);
        }

        to.WriteLine();
        to.WriteLine("Usage:");
        to.WriteLine($"  {name}{Usage(command)}");
        Section("Verbs", [.. command.Subcommands.Where(verb => !verb.Hidden).Select(verb => (verb.Name, FirstLine(verb)))], to);
        Section(
            "Arguments", [.. command.Arguments.Select(argument => (argument.HelpName ?? argument.Name, argument.Description ?? ""))], to);
        Section(
            "Options",
            [.. command.Options.Where(option => !option.Hidden).Select(option => (NameOf(option), option.Description ?? ""))],
            to);
        if (command is VerbCommand { Examples.Count: > 0 } verb)
        {
            to.WriteLine();
            to.WriteLine("Examples:");
            foreach ((string line, string what) in verb.Examples)
            {
                to.WriteLine($"  countme {line}");
                Wrapped(what, 6, to);
            }
        }

        if (isRoot)
        {
            to.WriteLine();
            to.WriteLine(RootNotes.ReplaceLineEndings("\n"));
        }
    }

    /// <summary>The words that call a command, from the program's name on.</summary>
    public static string FullName(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent
            ? "countme" : $"{FullName(parent)} {command.Name}";

    private static string FirstLine(Command verb) => (verb.Description ?? "").Split('\n')[0];

    private static string Usage(Command command)
    {
        string arguments = string.Concat(command.Arguments.Select(argument => argument.Arity switch
        {
            { MinimumNumberOfValues: 0, MaximumNumberOfValues: 1 } => $" [{argument.HelpName}]",
            { MinimumNumberOfValues: 0 } => $" [{argument.HelpName}…]",
            _ => $" {argument.HelpName}",
        }));
        string required = string.Concat(command.Options.Where(option => option.Required).Select(option => $" {NameOf(option)}"));
        return command.Subcommands.Count > 0 ? " VERB [options]" : $"{arguments}{required} [options]";
    }

    private static string NameOf(Option option)
    {
        string names = string.Join(", ", new[] { option.Name }.Concat(option is HelpOption ? ["-h"] : option.Aliases).Distinct());
        return option.HelpName is null || option.Arity.MaximumNumberOfValues == 0 ? names : $"{names} {option.HelpName}";
    }

    private static void Section(string title, IReadOnlyList<(string Name, string Text)> rows, TextWriter to)
    {
        if (rows.Count == 0)
        {
            return;
        }

        to.WriteLine();
        to.WriteLine($"{title}:");
        int width = Math.Min(MaxNameWidth, rows.Max(row => row.Name.Length)) + 4;
        foreach ((string name, string text) in rows)
        {
            string start = $"  {name}".PadRight(width);
            to.Write(start);
            if (start.Length > width || name.Length + 4 > width)
            {
                to.WriteLine();
                to.Write(new string(' ', width));
            }

            Wrapped(text, width, to, isIndented: true);
        }
    }

    /// <summary>Writes text in lines of limited width.</summary>
    private static void Wrapped(string text, int indent, TextWriter to, bool isIndented = false)
    {
        string margin = new(' ', indent);
        int column = indent;
        to.Write(isIndented ? "" : margin);
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > indent && column + 1 + word.Length > Width)
            {
                to.WriteLine();
                to.Write(margin);
                column = indent;
            }

            to.Write(column > indent ? $" {word}" : word);
            column += word.Length + (column > indent ? 1 : 0);
        }

        to.WriteLine();
    }
}
