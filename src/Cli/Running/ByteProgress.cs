using System.Globalization;
using Spectre.Console;

namespace Countme.Cli.Running;

/// <summary>Shows how much of a known amount of bytes is done: a bar on a terminal, else a line every few seconds.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="wholeBytes">The amount.</param>
internal sealed class ByteProgress(Terminal terminal, long wholeBytes) : IProgress<long>
{
    private static readonly TimeSpan BarPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(5);

    private readonly long _started = terminal.Time.GetTimestamp();
    private long _done;

    /// <summary>Bytes done so far, in all.</summary>
    public void Report(long value) => Interlocked.Exchange(ref _done, value);

    /// <summary>Runs something and shows its progress.</summary>
    public async Task<T> RunAsync<T>(bool isQuiet, Func<Task<T>> run)
    {
        if (isQuiet)
        {
            return await run();
        }

        return terminal.IsErrorTerminal
            ? await terminal.Messages.Progress().AutoClear(true)
                .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .StartAsync(bars => ShowAsync(run(), BarPause, Bar(bars)))
            : await ShowAsync(run(), LinePause, line => terminal.Error.WriteLine(line));
    }

    private Action<string> Bar(ProgressContext bars)
    {
        ProgressTask bar = bars.AddTask("", maxValue: Math.Max(1, wholeBytes));
        return line =>
        {
            bar.Value = Interlocked.Read(ref _done);
            bar.Description = Markup.Escape(line);
        };
    }

    private async Task<T> ShowAsync<T>(Task<T> running, TimeSpan pause, Action<string> show)
    {
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(pause, terminal.Time, CancellationToken.None));
            if (!running.IsCompleted)
            {
                show(Line());
            }
        }

        return await running;
    }

    private string Line()
    {
        long done = Interlocked.Read(ref _done);
        double seconds = terminal.Time.GetElapsedTime(_started).TotalSeconds;
        double rate = seconds > 0 ? done / seconds : 0;
        string left = rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {(wholeBytes - done) / rate:N0} s left") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{done / 1e6:N0} of {wholeBytes / 1e6:N0} MB, {rate / 1e6:N0} MB/s{left}");
    }
}
