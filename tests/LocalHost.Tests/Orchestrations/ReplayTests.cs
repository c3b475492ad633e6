using Countme.LocalHost.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Tests.Orchestrations;

public sealed class ReplayTests
{
    private static ToyApp Calling(params string[] activities) => new ToyApp()
        .Activity<int, int>("A", number => number)
        .Activity<int, int>("B", number => number)
        .Orchestrator("Calls", async context =>
        {
            int last = 0;
            foreach (string activity in activities)
            {
                last = await context.CallActivityAsync<int>(activity, last + 1);
            }

            return last + await context.WaitForExternalEvent<int>("go");
        });

    [Fact]
    public async Task Replay_OfChangedCode_FailsAndNamesTheFirstStep()
    {
        var store = Runtime.NewStore();
        await using (Runtime before = await Runtime.StartAsync(Calling("A", "A"), store))
        {
            await before.Client.ScheduleNewOrchestrationInstanceAsync("Calls", new StartOrchestrationOptions("one"));
            await UntilStepsAsync(before, "one", 2);
        }

        await using Runtime after = await Runtime.StartAsync(Calling("A", "B"), store);
        await after.Client.RaiseEventAsync("one", "go", 1);
        OrchestrationMetadata end = await after.EndAsync("one");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.StartsWith(
            "The replay diverged at step 2: found the call of activity 'B', recorded the call of activity 'A'.",
            end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReplayCheck_OfAnExportedHistory_FindsTheFirstDifference()
    {
        await using Runtime runtime = await Runtime.StartAsync(Calling("A", "B"));
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Calls", new StartOrchestrationOptions("one"));
        await UntilStepsAsync(runtime, "one", 2);
        await runtime.Client.RaiseEventAsync("one", "go", 1);
        await runtime.EndAsync("one");

        HistoryFile file = HistoryFile.Parse((await HistoryFile.ExportAsync(runtime.Store, "one", CancellationToken.None))!.ToJson());

        Assert.Null(ReplayCheck.Run(file, Calling("A", "B")));
        Assert.StartsWith(
            "one: The replay diverged at step 2: found nothing: the orchestrator waits, recorded the call of activity 'B'.",
            ReplayCheck.Run(file, Calling("A")), StringComparison.Ordinal);
        Assert.StartsWith(
            "one: The replay diverged at step 3: found the call of activity 'A', recorded nothing more in that turn.",
            ReplayCheck.Run(file, Calling("A", "B", "A")),
            StringComparison.Ordinal);
        Assert.Equal("one: found no orchestrator named 'Calls'.", ReplayCheck.Run(file, new ToyApp()));
    }

    [Fact]
    public async Task Orchestrator_AwaitingSomethingElse_FailsAndSaysWhat()
    {
        var never = new TaskCompletionSource<int>();
        ToyApp app = new ToyApp()
            .Orchestrator("Foreign", _ => never.Task)
            .Orchestrator("OtherThread", async context =>
            {
                await Task.Run(() => { }).ConfigureAwait(false);
                return await context.WaitForExternalEvent<int>("go");
            });
        await using Runtime runtime = await Runtime.StartAsync(app);

        OrchestrationMetadata foreign = await runtime.RunAsync("Foreign");
        OrchestrationMetadata other = await runtime.RunAsync("OtherThread");

        Assert.Contains(
            "waits for something that its context did not make", foreign.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, other.RuntimeStatus);
    }

    [Fact]
    public async Task Orchestrator_WithIdsTimesAndLogs_RepeatsThemButTheLogs()
    {
        var seen = new List<(Guid, DateTime, bool)>();
        var logs = new CountingLoggers();
        ToyApp app = new ToyApp().Activity<int, int>("A", number => number).Orchestrator("Notes", async context =>
        {
            ILogger logger = context.CreateReplaySafeLogger("notes");
            seen.Add((context.NewGuid(), context.CurrentUtcDateTime, context.IsReplaying));
            logger.Log(LogLevel.Information, default, "begin", null, (text, _) => text);
            await context.CallActivityAsync<int>("A", 1).ConfigureAwait(false);
            seen.Add((context.NewGuid(), context.CurrentUtcDateTime, context.IsReplaying));
            return 1;
        });
        await using Runtime runtime = await Runtime.StartAsync(app, loggers: logs);

        await runtime.RunAsync("Notes");

        Assert.Equal(3, seen.Count);
        Assert.Equal(seen[0].Item1, seen[1].Item1);
        Assert.Equal(seen[0].Item2, seen[1].Item2);
        Assert.NotEqual(seen[1].Item1, seen[2].Item1);
        Assert.Equal([false, true, false], seen.Select(note => note.Item3));
        Assert.Equal(1, logs.Lines("notes"));
    }

    [Fact]
    public async Task FirstOfTwo_WinsAndTheOtherIsLeft()
    {
        ToyApp app = new ToyApp().Orchestrator("Race", async context =>
        {
            using var cancel = new CancellationTokenSource();
            Task timer = context.CreateTimer(TimeSpan.FromDays(60), cancel.Token);
            Task<string> word = context.WaitForExternalEvent<string>("word");
            Task first = await Task.WhenAny(timer, word);
            cancel.Cancel();
            return first == word ? await word : "time";
        });
        await using Runtime runtime = await Runtime.StartAsync(app);
        string id = await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Race");

        await runtime.Client.RaiseEventAsync(id, "word", "event");

        Assert.Equal("event", (await runtime.EndAsync(id)).ReadOutputAs<string>());
    }

    private static async Task UntilStepsAsync(Runtime runtime, string id, int answers)
    {
        using var patience = new CancellationTokenSource(Runtime.Patience);
        while ((await runtime.Store.LoadAsync(id, patience.Token))!
            .History.Count(entry => entry.Kind == HistoryKind.ActivityCompleted) < answers)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private sealed class CountingLoggers : ILoggerFactory, ILogger
    {
        private readonly Dictionary<string, int> _lines = [];
        private string _category = "";

        public int Lines(string category) => _lines.GetValueOrDefault(category);

        public ILogger CreateLogger(string categoryName)
        {
            _category = categoryName == "notes" ? categoryName : _category;
            return categoryName == "notes" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines[_category] = Lines(_category) + 1;

        public void Dispose()
        {
        }
    }
}
