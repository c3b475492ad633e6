using Countme.Cli.Running;
using Countme.Core.Upload;
using Spectre.Console;

namespace Countme.Cli.Counting;

/// <summary>Shows a run's progress on stderr: a bar on a terminal, else a line every few seconds, or only warnings.</summary>
/// <param name="terminal">Where to.</param>
internal sealed class CountWatcher(Terminal terminal) : ICountWatcher
{
    private static readonly TimeSpan BarPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(5);

    private readonly CountProgress _progress = new(terminal.Time);
    private readonly List<string> _warnings = [];

    /// <summary>Runs something and shows its progress.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="isQuiet">Whether only warnings are shown.</param>
    /// <param name="run">What to run.</param>
    public static async Task<T> RunAsync<T>(Terminal terminal, bool isQuiet, Func<ICountWatcher, Task<T>> run)
    {
        var watcher = new CountWatcher(terminal);
        try
        {
            return isQuiet ? await run(watcher)
                : terminal.IsErrorTerminal ? await watcher.RunWithBarAsync(run)
                : await watcher.RunWithLinesAsync(run);
        }
        finally
        {
            watcher._warnings.ForEach(terminal.Warn);
        }
    }

    /// <inheritdoc/>
    public void Plans(Site site, long storedBytes) => _progress.Plan(site, storedBytes);

    /// <inheritdoc/>
    public void Starts(Station station, Site site, string key, long storedBytes, long? contentBytes) =>
        _progress.Start(station, site, key, storedBytes, contentBytes);

    /// <inheritdoc/>
    public void Reads(long bytes) => _progress.Add(bytes);

    /// <inheritdoc/>
    public void Ends(bool didWork) => _progress.End(didWork);

    /// <inheritdoc/>
    public void Warns(string message)
    {
        // Written when the bar is gone, so that neither tears the other.
        lock (_warnings)
        {
            _warnings.Add(message);
        }
    }

    private Task<T> RunWithBarAsync<T>(Func<ICountWatcher, Task<T>> run) => terminal.Messages.Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(async bars =>
        {
            ProgressTask bar = bars.AddTask("starting", maxValue: 1);
            Task<T> running = run(this);
            while (!running.IsCompleted)
            {
                bar.Value = _progress.Fraction;
                bar.Description = Markup.Escape(_progress.Line());
                await WaitAsync(running, BarPause);
            }

            return await running;
        });

    private async Task<T> RunWithLinesAsync<T>(Func<ICountWatcher, Task<T>> run)
    {
        Task<T> running = run(this);
        while (!running.IsCompleted)
        {
            await WaitAsync(running, LinePause);
            if (!running.IsCompleted)
            {
                await terminal.Error.WriteLineAsync($"{_progress.Fraction * 100,3:N0} % {_progress.Line()}");
            }
        }

        return await running;
    }

    /// <summary>Waits until something has run, however it ends, or a time has passed.</summary>
    private async Task WaitAsync(Task running, TimeSpan pause) =>
        await Task.WhenAny(running, Task.Delay(pause, terminal.Time, CancellationToken.None));
}
