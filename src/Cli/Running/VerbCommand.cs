using System.CommandLine;
using System.CommandLine.Parsing;

namespace Countme.Cli.Running;

/// <summary>A verb with the examples that its help shows.</summary>
/// <param name="name">The verb.</param>
/// <param name="description">What it does: a sentence that can stand in a list, then more after a line end.</param>
/// <param name="examples">Command lines without the program's name, each with what it does.</param>
internal sealed class VerbCommand(
    string name, string description, params (string Line, string What)[] examples) : Command(name, description)
{
    /// <summary>Command lines without the program's name, each with what it does.</summary>
    public IReadOnlyList<(string Line, string What)> Examples { get; } = examples;

    /// <summary>Adds options in the order that help shows them.</summary>
    public VerbCommand With(params Option[] options)
    {
        Array.ForEach(options, Add);
        return this;
    }

    /// <summary>Says what is checked once all options are read.</summary>
    public VerbCommand Checked(Action<CommandResult> check)
    {
        Validators.Add(check);
        return this;
    }

    /// <summary>Says what the verb does when it is called.</summary>
    public VerbCommand Does(Func<ParseResult, CancellationToken, Task<ExitCode>> run)
    {
        SetAction(async (parsed, cancellation) => (int)await run(parsed, cancellation));
        return this;
    }
}
