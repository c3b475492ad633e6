using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Countme.Cli.Running;

/// <summary>What a verb may use of the world outside: where to write, and the time. Made once, at the edge.</summary>
internal sealed class Terminal
{
    private const int UnlimitedWidth = 4000;
    private const int UsualWidth = 100;

    private readonly Lazy<IAnsiConsole> _messages;
    private readonly bool _hasColours;

    /// <summary>Writes to given writers.</summary>
    public Terminal(TextWriter output, TextWriter error, TimeProvider time)
    {
        Out = output;
        Error = error;
        Time = time;
        _hasColours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        IsErrorTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        _messages = new Lazy<IAnsiConsole>(() => NewConsole(Error, IsErrorTerminal, _hasColours));
    }

    /// <summary>Data. Buffered; flushed when the verb is done.</summary>
    public TextWriter Out { get; }

    /// <summary>All else: progress, warnings, failures.</summary>
    public TextWriter Error { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Whether a person sees <see cref="Error"/> as it is written.</summary>
    public bool IsErrorTerminal { get; }

    /// <summary>A progress bar to <see cref="Error"/>.</summary>
    public IAnsiConsole Messages => _messages.Value;

    /// <summary>The process's own streams and clock.</summary>
    public static Terminal OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var output = new StreamWriter(Console.OpenStandardOutput(), utf8, 1 << 15) { AutoFlush = false, NewLine = "\n" };
        var error = new StreamWriter(Console.OpenStandardError(), utf8, 256) { AutoFlush = true, NewLine = "\n" };
        return new Terminal(output, TextWriter.Synchronized(error), TimeProvider.System);
    }

    /// <summary>Says something that is no data.</summary>
    public void Warn(string message) => Error.WriteLine($"countme: {TerminalText.Escaped(message)}");

    /// <summary>
    /// Writes a table or tree to <see cref="Out"/>: as wide as the terminal, or as wide as it likes where there is none, without
    /// blanks at the ends of lines.
    /// </summary>
    public void Write(IRenderable what)
    {
        using var text = new StringWriter { NewLine = "\n" };
        NewConsole(text, !Console.IsOutputRedirected, _hasColours).Write(what);
        foreach (string line in text.ToString().TrimEnd('\n').Split('\n'))
        {
            Out.WriteLine(line.TrimEnd());
        }
    }

    private static IAnsiConsole NewConsole(TextWriter writer, bool isTerminal, bool hasColours)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal && hasColours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Capabilities.Unicode = true;
        console.Profile.Width = isTerminal ? WidthOfTerminal() : UnlimitedWidth;
        return console;
    }

    private static int WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;
        }
        catch (IOException)
        {
            // A terminal without a size, as under some schedulers.
            return UsualWidth;
        }
    }
}
