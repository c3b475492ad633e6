using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace Countme.LocalHost.Tests.Orchestrations;

public sealed class OrchestrationTests
{
    [Fact]
    public async Task Orchestration_OfActivities_ReturnsTheirResults()
    {
        ToyApp app = new ToyApp()
            .Activity<int, int>("Square", number => number * number)
            .Orchestrator("Sum", async context =>
            {
                int[] squares = await Task.WhenAll(
                    Enumerable.Range(1, context.GetInput<int>()).Select(n => context.CallActivityAsync<int>("square", n)));
                return squares.Sum();
            });
        await using Runtime runtime = await Runtime.StartAsync(app);

        OrchestrationMetadata end = await runtime.RunAsync("Sum", 10);

        Assert.Equal((OrchestrationRuntimeStatus.Completed, 385), (end.RuntimeStatus, end.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task Values_OfFields_AreLostAsInTheCloud()
    {
        ToyApp app = new ToyApp()
            .Activity<(int Left, int Right), (int, int)>("Swap", pair => (pair.Right + 1, pair.Left + 1))
            .Orchestrator("Call", async context => (await context.CallActivityAsync<(int, int)>("Swap", (3, 4))).ToString());
        await using Runtime runtime = await Runtime.StartAsync(app);

        OrchestrationMetadata end = await runtime.RunAsync("Call");

        Assert.Equal("(0, 0)", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Activity_FailingTwice_IsRetriedAfterGrowingTimes()
    {
        var time = new ManualTimeProvider();
        var calls = new List<DateTimeOffset>();
        ToyApp app = new ToyApp()
            .Activity<string, string>("Shaky", input =>
            {
                calls.Add(time.GetUtcNow());
                return calls.Count < 3 ? throw new InvalidOperationException("not yet") : input + "!";
            })
            .Orchestrator("Try", context => context.CallActivityAsync<string>(
                "Shaky", "done", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(10), 2))));
        await using Runtime runtime = await Runtime.StartAsync(app, time: time);

        string id = await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Try");
        await time.WhenTimerSet(TimeSpan.FromMinutes(9)).WaitAsync(Runtime.Patience);
        time.Advance(TimeSpan.FromMinutes(11));
        await time.WhenTimerSet(TimeSpan.FromMinutes(18)).WaitAsync(Runtime.Patience);
        time.Advance(TimeSpan.FromMinutes(21));
        OrchestrationMetadata end = await runtime.EndAsync(id);

        Assert.Equal("done!", end.ReadOutputAs<string>());
        Assert.Equal(3, calls.Count);
        Assert.True(calls[2] - calls[1] >= TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Activity_FailingForGood_FailsTheOrchestrationWithItsReason()
    {
        ToyApp app = new ToyApp()
            .Activity<string, string>("Broken", _ => throw new InvalidDataException("no such day"))
            .Orchestrator("Call", context => context.CallActivityAsync<string>("Broken", "x"));
        await using Runtime runtime = await Runtime.StartAsync(app);

        OrchestrationMetadata end = await runtime.RunAsync("Call");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("Task 'Broken' (#1) failed with an unhandled exception: no such day", end.FailureDetails!.ErrorMessage);
        Assert.True(end.FailureDetails.InnerFailure!.IsCausedBy<InvalidDataException>());
    }

    [Fact]
    public async Task RetryHandler_TurnedDown_SeesTheFailureAndThrows()
    {
        var seen = new List<(int, bool)>();
        ToyApp app = new ToyApp()
            .Activity<string, string>("Broken", _ => throw new InvalidDataException("bad"))
            .Orchestrator("Call", async context =>
            {
                RetryHandler handler = retry =>
                {
                    if (!retry.OrchestrationContext.IsReplaying)
                    {
                        seen.Add((retry.LastAttemptNumber, retry.LastFailure.IsCausedBy<InvalidDataException>()));
                    }

                    return retry.LastAttemptNumber < 2;
                };
                try
                {
                    return await context.CallActivityAsync<string>("Broken", "x", TaskOptions.FromRetryHandler(handler));
                }
                catch (TaskFailedException exception)
                {
                    return exception.FailureDetails.ErrorMessage;
                }
            });
        await using Runtime runtime = await Runtime.StartAsync(app);

        OrchestrationMetadata end = await runtime.RunAsync("Call");

        Assert.Equal("bad", end.ReadOutputAs<string>());
        Assert.Equal([(1, true), (2, true)], seen);
    }

    [Fact]
    public async Task SubOrchestrations_WithAndWithoutIds_AnswerTheirParent()
    {
        ToyApp app = new ToyApp()
            .Orchestrator(
                "Part", context => Task.FromResult($"{context.Parent!.InstanceId}/{context.InstanceId}:{context.GetInput<int>()}"))
            .Orchestrator("Whole", async context =>
            {
                string one = await context.CallSubOrchestratorAsync<string>("Part", 1, new SubOrchestrationOptions(instanceId: "one"));
                string two = await context.CallSubOrchestratorAsync<string>("Part", 2);
                return $"{one} {two.EndsWith(":2", StringComparison.Ordinal)}";
            });
        await using Runtime runtime = await Runtime.StartAsync(app);

        OrchestrationMetadata end = await runtime.RunAsync("Whole", null, "whole");

        Assert.Equal("whole/one:1 True", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task SubOrchestration_Failing_ThrowsInItsParent()
    {
        ToyApp app = new ToyApp()
            .Orchestrator<int>("Part", _ => throw new InvalidOperationException("broken part"))
            .Orchestrator("Whole", async context =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Part");
                }
                catch (TaskFailedException exception)
                {
                    return exception.FailureDetails.ErrorMessage;
                }
            });
        await using Runtime runtime = await Runtime.StartAsync(app);

        OrchestrationMetadata end = await runtime.RunAsync("Whole");

        Assert.Equal("broken part", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task SubOrchestration_UnderAnIdThatRuns_FailsTheCall()
    {
        ToyApp app = new ToyApp()
            .Orchestrator("Waits", context => context.WaitForExternalEvent<string>("go"))
            .Orchestrator("Whole", async context =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Waits", new SubOrchestrationOptions(instanceId: "taken"));
                }
                catch (TaskFailedException exception)
                {
                    return exception.FailureDetails.ErrorMessage;
                }
            });
        await using Runtime runtime = await Runtime.StartAsync(app);
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Waits", new StartOrchestrationOptions("taken"));

        OrchestrationMetadata end = await runtime.RunAsync("Whole");

        Assert.Equal("An orchestration with instance ID 'taken' already exists and has not ended.", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_EarlyAndLate_AreTakenInOrder()
    {
        ToyApp app = new ToyApp().Activity<string, string>("Echo", text => text).Orchestrator("Collect", async context =>
        {
            string first = await context.WaitForExternalEvent<string>("Start");
            string echo = await context.CallActivityAsync<string>("Echo", first);
            return $"{echo} {await context.WaitForExternalEvent<int>("number")} {await context.WaitForExternalEvent<int>("number")}";
        });
        await using Runtime runtime = await Runtime.StartAsync(app);
        string id = await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Collect");

        await runtime.Client.RaiseEventAsync(id, "NUMBER", 1);
        await runtime.Client.RaiseEventAsync(id, "number", 2);
        await runtime.Client.RaiseEventAsync(id, "start", "go");
        OrchestrationMetadata end = await runtime.EndAsync(id);

        Assert.Equal("go 1 2", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_ComingWhileTheInstanceIsRead_FollowThoseThatWereThere()
    {
        ToyApp app = new ToyApp().Orchestrator(
            "Collect",
            async context => $"{await context.WaitForExternalEvent<int>("number")} {await context.WaitForExternalEvent<int>("number")}");
        IInstanceStore store = Runtime.NewStore();
        await using (Runtime before = await Runtime.StartAsync(app, store))
        {
            await before.Client.ScheduleNewOrchestrationInstanceAsync("Collect", new StartOrchestrationOptions("one"));
            await before.Client.WaitForInstanceStartAsync("one", CancellationToken.None).WaitAsync(Runtime.Patience);
        }

        var first = new HistoryEvent(HistoryKind.EventRaised) { Name = "number", Data = "1", MessageId = "m1" };
        await store.AddMessageAsync(new("m1", "one", first), default);
        var watched = new WatchedStore(store);
        var client = new TaskCompletionSource<DurableTaskClient>(TaskCreationOptions.RunContinuationsAsynchronously);
        watched.Loaded = async () => await (await client.Task).RaiseEventAsync("one", "number", 2);
        await using Runtime runtime = await Runtime.StartAsync(app, watched);
        client.SetResult(runtime.Client);
        OrchestrationMetadata end = await runtime.EndAsync("one");

        Assert.Equal("1 2", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Event_WithTimeout_IsGivenUpAndKeptForTheNextWait()
    {
        var time = new ManualTimeProvider();
        ToyApp app = new ToyApp().Orchestrator("Wait", async context =>
        {
            bool inTime = true;
            try
            {
                await context.WaitForExternalEvent<string>("go", TimeSpan.FromHours(1));
            }
            catch (TaskCanceledException)
            {
                inTime = false;
            }

            return $"{inTime} {await context.WaitForExternalEvent<string>("go")}";
        });
        await using Runtime runtime = await Runtime.StartAsync(app, time: time);
        string id = await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await time.WhenTimerSet(TimeSpan.FromMinutes(55)).WaitAsync(Runtime.Patience);

        time.Advance(TimeSpan.FromHours(2));
        await runtime.Client.RaiseEventAsync(id, "go", "late");
        OrchestrationMetadata end = await runtime.EndAsync(id);

        Assert.Equal("False late", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_WithWaitingEvents_KeepsThem()
    {
        ToyApp app = new ToyApp().Orchestrator("Loop", async context =>
        {
            int sum = context.GetInput<int>();
            await context.WaitForExternalEvent<int>("open");
            int next = await context.WaitForExternalEvent<int>("add");
            if (sum + next < 6)
            {
                context.ContinueAsNew(sum + next);
            }

            return sum + next;
        });
        await using Runtime runtime = await Runtime.StartAsync(app);
        string id = await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Loop", (object)0);

        foreach (int number in (int[])[1, 2, 3])
        {
            await runtime.Client.RaiseEventAsync(id, "add", number);
        }

        foreach (int number in (int[])[0, 0, 0])
        {
            await runtime.Client.RaiseEventAsync(id, "open", number);
        }

        OrchestrationMetadata end = await runtime.EndAsync(id);

        Assert.Equal(6, end.ReadOutputAs<int>());
        Assert.Equal(
            1,
            (await runtime.Store.LoadAsync(id, CancellationToken.None))!.History.Count(
                entry => entry.Kind == Countme.LocalHost.Orchestrations.HistoryKind.ExecutionStarted));
    }

    [Fact]
    public async Task SendEvent_ToAnotherInstance_ArrivesOnce()
    {
        ToyApp app = new ToyApp()
            .Orchestrator("Receiver", context => context.WaitForExternalEvent<string>("word"))
            .Orchestrator("Sender", context =>
            {
                context.SendEvent("receiver", "word", "hello");
                return Task.FromResult(true);
            });
        await using Runtime runtime = await Runtime.StartAsync(app);
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Receiver", new StartOrchestrationOptions("receiver"));

        await runtime.RunAsync("Sender");
        OrchestrationMetadata end = await runtime.EndAsync("receiver");

        Assert.Equal("hello", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_UnderAnIdThatRuns_IsRefusedAndAfterItsEndReplacesIt()
    {
        ToyApp app = new ToyApp().Orchestrator("Wait", context => context.WaitForExternalEvent<string>("go"));
        await using Runtime runtime = await Runtime.StartAsync(app);
        var options = new StartOrchestrationOptions("day");
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => runtime.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options));
        await runtime.Client.RaiseEventAsync("day", "go", "one");
        OrchestrationMetadata first = await runtime.EndAsync("day");
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);
        await runtime.Client.RaiseEventAsync("day", "go", "two");
        OrchestrationMetadata second = await runtime.EndAsync("day");

        Assert.Equal(("one", "two"), (first.ReadOutputAs<string>(), second.ReadOutputAs<string>()));
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => runtime.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", options.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
    }
}
