using System.Collections.Concurrent;
using Countme.LocalHost.Orchestrations;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Tests.Orchestrations;

public sealed class ControlTests
{
    private static ToyApp Waiting() => new ToyApp()
        .Orchestrator("Wait", async context =>
        {
            context.SetCustomStatus(new { waiting = true });
            return await context.WaitForExternalEvent<string>("go");
        })
        .Orchestrator(
            "Whole",
            context => context.CallSubOrchestratorAsync<string>(
                "Wait", new SubOrchestrationOptions(instanceId: context.InstanceId + "-part")));

    [Fact]
    public async Task Terminate_WithItsParts_EndsThemToo()
    {
        await using Runtime runtime = await Runtime.StartAsync(Waiting());
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Whole", new StartOrchestrationOptions("whole"));
        await UntilAsync(async () => (await runtime.Client.GetInstanceAsync("whole-part", true))?.SerializedCustomStatus is not null);

        await runtime.Client.TerminateInstanceAsync("whole", new TerminateInstanceOptions("enough", Recursive: true));
        OrchestrationMetadata whole = await runtime.EndAsync("whole");
        OrchestrationMetadata part = await runtime.EndAsync("whole-part");
        PurgeResult purged = await runtime.Client.PurgeInstanceAsync("whole", new PurgeInstanceOptions(Recursive: true));

        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough"), (whole.RuntimeStatus, whole.ReadOutputAs<string>()));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, part.RuntimeStatus);
        Assert.Equal(2, purged.PurgedInstanceCount);
        Assert.Null(await runtime.Client.GetInstanceAsync("whole-part"));
    }

    [Fact]
    public async Task Suspend_OverARestart_KeepsEventsUntilResumed()
    {
        var store = Runtime.NewStore();
        await using (Runtime first = await Runtime.StartAsync(Waiting(), store))
        {
            await first.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("one"));
            await UntilAsync(async () => (await first.Client.GetInstanceAsync("one"))!.IsRunning);
            await first.Client.SuspendInstanceAsync("one", "night");
            await first.Client.RaiseEventAsync("one", "go", "word");
            await UntilAsync(
                async () => (await first.Client.GetInstanceAsync("one"))!.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        }

        await using Runtime later = await Runtime.StartAsync(Waiting(), store);
        OrchestrationMetadata resting = (await later.Client.GetInstanceAsync("one"))!;
        await later.Client.ResumeInstanceAsync("one");
        OrchestrationMetadata end = await later.EndAsync("one");

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, resting.RuntimeStatus);
        Assert.Equal("word", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Instances_Listed_ComeInPagesAndMatch()
    {
        await using Runtime runtime = await Runtime.StartAsync(Waiting());
        foreach (int number in Enumerable.Range(1, 5))
        {
            await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions($"day-a/b-{number}"));
        }

        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("other"));
        await runtime.Client.TerminateInstanceAsync("day-a/b-2", (TerminateInstanceOptions?)null);
        await runtime.EndAsync("day-a/b-2");

        var pages = new List<int>();
        var ids = new List<string>();
        await foreach (Page<OrchestrationMetadata> page in runtime.Client
            .GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "day-a/", PageSize: 2))
            .AsPages())
        {
            pages.Add(page.Values.Count);
            ids.AddRange(page.Values.Select(found => found.InstanceId));
        }

        var ended = new List<string>();
        await foreach (OrchestrationMetadata found in runtime.Client.GetAllInstancesAsync(
            new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Terminated])))
        {
            ended.Add(found.InstanceId);
        }

        PurgeResult purged = await runtime.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Terminated]));

        Assert.Equal(Enumerable.Range(1, 5).Select(number => $"day-a/b-{number}"), ids);
        Assert.All(pages, count => Assert.InRange(count, 0, 2));
        Assert.Equal(["day-a/b-2"], ended);
        Assert.Equal(1, purged.PurgedInstanceCount);
    }

    [Fact]
    public async Task Start_WithNoDedupeStatuses_EndsTheRunningOneFirst()
    {
        await using Runtime runtime = await Runtime.StartAsync(Waiting());
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("one"));

        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("one").WithDedupeStatuses());
        await runtime.Client.RaiseEventAsync("one", "go", "second");

        Assert.Equal("second", (await runtime.EndAsync("one")).ReadOutputAs<string>());
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => runtime.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
    }

    [Fact]
    public async Task Start_AtALaterTime_WaitsForIt()
    {
        var time = new ManualTimeProvider();
        ToyApp app = new ToyApp().Orchestrator("When", context => Task.FromResult(context.CurrentUtcDateTime));
        await using Runtime runtime = await Runtime.StartAsync(app, time: time);
        DateTimeOffset start = time.GetUtcNow().AddHours(8);

        string id = await runtime.Client.ScheduleNewOrchestrationInstanceAsync("When", new StartOrchestrationOptions(null, start));
        await time.WhenTimerSet(TimeSpan.FromHours(7)).WaitAsync(Runtime.Patience);
        OrchestrationMetadata before = (await runtime.Client.GetInstanceAsync(id))!;
        time.Advance(TimeSpan.FromHours(9));
        OrchestrationMetadata end = await runtime.EndAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Pending, before.RuntimeStatus);
        Assert.True(end.ReadOutputAs<DateTime>() >= start.UtcDateTime);
    }

    [Fact]
    public async Task Messages_AboveTheLimit_FailWhatSendsThem()
    {
        var options = new LocalHostOptions { MaxMessageBytes = 4096 };
        ToyApp app = new ToyApp()
            .Activity<int, string>("Large", length => new string('x', length))
            .Orchestrator("Asks", context => context.CallActivityAsync<string>("Large", context.GetInput<int>()))
            .Orchestrator("Tells", context => context.CallActivityAsync<string>("Large", new string('x', 5000)));
        await using Runtime runtime = await Runtime.StartAsync(app, options: options);

        OrchestrationMetadata fits = await runtime.RunAsync("Asks", 4094);
        int largest = runtime.Sizes.LargestBytes;
        OrchestrationMetadata output = await runtime.RunAsync("Asks", 4095);
        OrchestrationMetadata input = await runtime.RunAsync("Tells");

        Assert.Equal((OrchestrationRuntimeStatus.Completed, 4096), (fits.RuntimeStatus, largest));
        Assert.Contains(
            "Found 4097 bytes of JSON in the output of activity 'Large', expected at most 4096",
            output.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(
            "Found 5002 bytes of JSON in the call of activity 'Large'", input.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => runtime.RunAsync("Asks", new string('x', 5000)));
    }

    [Fact]
    public async Task UnknownNames_AreSaid()
    {
        ToyApp app = new ToyApp().Orchestrator("Calls", context => context.CallActivityAsync<string>("Nothing"));
        await using Runtime runtime = await Runtime.StartAsync(app);

        OrchestrationMetadata activity = await runtime.RunAsync("Calls");
        OrchestrationMetadata orchestrator = await runtime.RunAsync("Called");

        Assert.Contains("Found no activity named 'Nothing'", activity.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("Found no orchestrator named 'Called', expected one of: Calls.", orchestrator.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Stop_WhileAnActivityRuns_CancelsItAndTheNextStartRunsItAgain()
    {
        var store = Runtime.NewStore();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        ToyApp app = new ToyApp()
            .Activity<string, string>("Slow", async (input, cancellation) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    running.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                }

                return input;
            })
            .Orchestrator("Call", context => context.CallActivityAsync<string>("Slow", "done"));
        await using (Runtime first = await Runtime.StartAsync(app, store))
        {
            await first.Client.ScheduleNewOrchestrationInstanceAsync("Call", new StartOrchestrationOptions("one"));
            await running.Task.WaitAsync(Runtime.Patience);
        }

        await using Runtime later = await Runtime.StartAsync(app, store);

        Assert.Equal("done", (await later.EndAsync("one")).ReadOutputAs<string>());
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Activities_AtOnce_AreAtMostTheLimit()
    {
        int now = 0;
        var most = new ConcurrentBag<int>();
        using var barrier = new SemaphoreSlim(0);
        ToyApp app = new ToyApp()
            .Activity<int, int>("Count", async (number, cancellation) =>
            {
                most.Add(Interlocked.Increment(ref now));
                if (most.Count == 3)
                {
                    barrier.Release(100);
                }

                await barrier.WaitAsync(cancellation);
                Interlocked.Decrement(ref now);
                return number;
            })
            .Orchestrator(
                "All",
                async context =>
                    (await Task.WhenAll(Enumerable.Range(0, 20).Select(n => context.CallActivityAsync<int>("Count", n)))).Length);
        await using Runtime runtime = await Runtime.StartAsync(app, options: new LocalHostOptions { MaxActivities = 3 });

        OrchestrationMetadata end = await runtime.RunAsync("All");

        Assert.Equal((20, 3), (end.ReadOutputAs<int>(), most.Max()));
    }

    [Fact]
    public async Task Interceptor_FailingOnce_IsSeenByTheOrchestrator()
    {
        ToyApp app = new ToyApp()
            .Activity<int, int>("Plain", number => number)
            .Orchestrator("Try", context => context.CallActivityAsync<int>(
            "Plain", 7, TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMilliseconds(1)))));
        var interceptor = new FailOnce();
        await using Runtime runtime = await Runtime.StartAsync(app, interceptor: interceptor);

        OrchestrationMetadata end = await runtime.RunAsync("Try");

        Assert.Equal((7, 2), (end.ReadOutputAs<int>(), interceptor.Calls));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Runtime.Patience);
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private sealed class FailOnce : IActivityInterceptor
    {
        public int Calls { get; private set; }

        public Task<object?> RunAsync(
            string name, string instanceId, string? input, Func<Task<object?>> activity, CancellationToken cancellation) =>
            ++Calls == 1 ? throw new IOException("injected") : activity();
    }
}
