using System.Globalization;

namespace Countme.Cli.Running;

/// <summary>Says every few seconds how many rows are done, on stderr.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="verb">What is done with them, such as "exported".</param>
/// <param name="isQuiet">Whether to say nothing.</param>
internal sealed class RowProgress(Terminal terminal, string verb, bool isQuiet) : IProgress<long>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private long _last = terminal.Time.GetTimestamp();

    /// <summary>Rows done so far, in all.</summary>
    public void Report(long value)
    {
        if (!isQuiet && terminal.Time.GetElapsedTime(_last) >= Pause)
        {
            _last = terminal.Time.GetTimestamp();
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value:N0} rows {verb}"));
        }
    }
}
