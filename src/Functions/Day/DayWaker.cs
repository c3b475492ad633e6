using Countme.Functions.Settings;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Countme.Functions.Day;

/// <summary>Sees to it that a day is counted: starts its orchestration, or tells the one that runs that there is news.</summary>
/// <param name="settings">How it waits and tries again.</param>
public sealed class DayWaker(CountmeSettings settings)
{
    private const int MaxTries = 3;

    /// <summary>Wakes a day. A run that ends while it is told is followed by a new one.</summary>
    public async Task WakeAsync(DurableTaskClient client, DayKey key, CancellationToken cancellation)
    {
        var run = new DayRun(key, Pace.Of(settings.Options));
        for (int tries = 0; tries < MaxTries; tries++)
        {
            if (await TryStartAsync(client, nameof(CountDay), key.InstanceId, run, cancellation))
            {
                return;
            }

            bool isTold = await TryTellAsync(
                client, key.InstanceId, () => client.RaiseEventAsync(key.InstanceId, DayWait.UploadEvent, cancellation), cancellation);
            if (isTold && await IsAtWorkAsync(client, key.InstanceId, cancellation))
            {
                return;
            }
        }
    }

    /// <summary>Starts an orchestration under an id, unless one is at work under it.</summary>
    internal static async Task<bool> TryStartAsync(
        DurableTaskClient client, TaskName name, string instanceId, object input, CancellationToken cancellation)
    {
        if (await IsAtWorkAsync(client, instanceId, cancellation))
        {
            return false;
        }

        try
        {
            StartOrchestrationOptions options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended);
            await client.ScheduleNewOrchestrationInstanceAsync(name, input, options, cancellation);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Another start was first.
            return false;
        }
    }

    /// <summary>
    /// Tells an orchestration something. One that has ended takes nothing: the Functions host refuses then, by an error of its transport,
    /// where other hosts drop what is told.
    /// </summary>
    /// <returns>False when it was refused because the orchestration has ended.</returns>
    internal static async Task<bool> TryTellAsync(
        DurableTaskClient client, string instanceId, Func<Task> tell, CancellationToken cancellation)
    {
        try
        {
            await tell();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (await IsAtWorkAsync(client, instanceId, cancellation))
            {
                throw;
            }

            return false;
        }
    }

    /// <summary>Whether an orchestration has not ended.</summary>
    internal static async Task<bool> IsAtWorkAsync(DurableTaskClient client, string instanceId, CancellationToken cancellation) =>
        await client.GetInstanceAsync(instanceId, cancellation) is { IsCompleted: false };
}
