using Countme.Functions.Day;
using Countme.Functions.Settings;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;

namespace Countme.Functions.Tests.Day;

public sealed class DayWakerTests
{
    private static readonly DayKey Key = new("a.org", "2025-10-07");

    private static readonly DayWaker Waker = new(CountmeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?>
        {
            ["CountmeStorage"] = "UseDevelopmentStorage=true",
            ["CountmeBus"] = "Endpoint=sb://localhost",
            ["CountmeLogsContainer"] = "logs",
            ["CountmeSweepSchedule"] = "0 30 * * * *",
            ["CountmeRetentionSchedule"] = "0 0 3 * * *",
            ["CountmeOutboxSchedule"] = "0 * * * * *",
        }).Build()));

    [Fact]
    public async Task Wake_RunEndsAndRefusesTheEvent_StartsAnother()
    {
        await using var client = new RefusingClient { IsAtWork = true, EndsWhenTold = true };

        await Waker.WakeAsync(client, Key, default);

        Assert.Equal([Key.InstanceId], client.Started);
    }

    [Fact]
    public async Task Wake_EventIsRefusedThoughItRuns_Fails()
    {
        await using var client = new RefusingClient { IsAtWork = true };

        await Assert.ThrowsAsync<InvalidOperationException>(() => Waker.WakeAsync(client, Key, default));
        Assert.Empty(client.Started);
    }

    /// <summary>Takes no events, as the Functions host does for an instance that has ended.</summary>
    private sealed class RefusingClient() : DurableTaskClient("refusing")
    {
        public bool IsAtWork { get; set; }

        public bool EndsWhenTold { get; init; }

        public List<string> Started { get; } = [];

        public override Task RaiseEventAsync(
            string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
        {
            IsAtWork &= !EndsWhenTold;
            throw new InvalidOperationException("Status(StatusCode=\"FailedPrecondition\")");
        }

        public override Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
            CancellationToken cancellation = default)
        {
            Started.Add(options!.InstanceId!);
            return Task.FromResult(options.InstanceId!);
        }

        public override Task<OrchestrationMetadata?> GetInstancesAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            Task.FromResult<OrchestrationMetadata?>(new(nameof(CountDay), instanceId)
            {
                RuntimeStatus = IsAtWork ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Completed,
            });

        public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
            throw new NotSupportedException();

        public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
            string instanceId, bool getInputsAndOutputs = false,
            CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
            string instanceId, bool getInputsAndOutputs = false,
            CancellationToken cancellation = default) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
