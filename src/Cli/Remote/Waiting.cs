using System.CommandLine;
using Countme.Cli.Running;
using Countme.Cli.Verbs;

namespace Countme.Cli.Remote;

/// <summary>Waits for something that a pipeline does, and says how far it is whenever that changes.</summary>
/// <param name="terminal">Where to say it.</param>
internal sealed class Waiting(Terminal terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary><c>--timeout MINUTES</c>.</summary>
    public static Option<int> Timeout() => SharedOptions.Number(
        "--timeout", "MINUTES", "Longest time to wait, in minutes, 1 to 10000. Default: 60.", 1, 10_000, 60);

    /// <summary>Asks again and again.</summary>
    /// <param name="ask">Asks: how far it is, in words, and whether that is the end.</param>
    /// <param name="timeoutMinutes">Longest time to wait.</param>
    /// <param name="isQuiet">Whether to say nothing.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> UntilAsync(
        Func<CancellationToken, Task<(string Words, bool IsEnd)>> ask, int timeoutMinutes, bool isQuiet, CancellationToken cancellation)
    {
        long started = terminal.Time.GetTimestamp();
        string last = "";
        while (true)
        {
            (string words, bool isEnd) = await ask(cancellation);
            if (!isQuiet && words != last)
            {
                terminal.Error.WriteLine(TerminalText.Escaped(words));
                last = words;
            }

            if (isEnd || terminal.Time.GetElapsedTime(started) >= TimeSpan.FromMinutes(timeoutMinutes))
            {
                return isEnd;
            }

            await Task.Delay(Pause, terminal.Time, cancellation);
        }
    }
}
