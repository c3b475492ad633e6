using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Countme.LocalHost.Discovery;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Blobs;

/// <summary>
/// Calls a blob function for each new version of a blob, at least once: it lists the container, compares with its receipts, and calls
/// for what is new, a bounded number at once. A blob that fails waits a growing time for its next try and is poison in the end; the
/// others do not wait for it.
/// </summary>
internal sealed class BlobFunction(
    FunctionMethod function, FunctionCall call, BlobContainerClient container, BlobReceipts receipts, LocalHostOptions options,
    TimeProvider time, ILogger logger)
    : IDisposable
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _notBefore = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _calls = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(options.MaxBlobCalls);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await receipts.LoadAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            long began = time.GetTimestamp();
            try
            {
                await LookAsync(cancellation);
            }
            catch (RequestFailedException exception) when (exception.Status == 404)
            {
                // The container is not made yet.
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                // The boundary of a look: storage may be away for a while, and a request that took too long ends as cancelled.
                Log.BlobsNotListed(logger, function.Name, container.Name, exception);
            }

            // A large container is listed less often, so that listing takes a tenth of the time at most.
            TimeSpan spent = time.GetElapsedTime(began) * 9;
            await Task.Delay(spent > options.BlobInterval ? spent : options.BlobInterval, time, cancellation);
        }
    }

    /// <summary>Completes when no call runs.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_calls.Values);

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task LookAsync(CancellationToken cancellation)
    {
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, function.Blobs!.Prefix, cancellation))
        {
            string version = blob.Properties.ETag?.ToString() ?? "";
            BlobReceipt? receipt = receipts.Find(blob.Name, version);
            bool settled = receipt?.State is BlobReceipt.Done or BlobReceipt.Poison;
            bool waits = _notBefore.TryGetValue(blob.Name, out DateTimeOffset next) && receipt is not null && next > time.GetUtcNow();
            if (settled || waits || _calls.ContainsKey(blob.Name) || function.Blobs.Match(blob.Name) is not { } parts)
            {
                continue;
            }

            await _slots.WaitAsync(cancellation);
            _calls[blob.Name] = Task.CompletedTask;
            Task run = Task.Run(() => CallAsync(blob.Name, version, receipt?.Tries ?? 0, parts, cancellation), CancellationToken.None);
            _calls.TryUpdate(blob.Name, run, Task.CompletedTask);
        }
    }

    private async Task CallAsync(
        string name, string version, int tries, IReadOnlyDictionary<string, string> parts, CancellationToken cancellation)
    {
        try
        {
            await InvokeAsync(name, parts, cancellation);
            await receipts.WriteAsync(name, new(version, tries, BlobReceipt.Done), null, cancellation);
            Log.BlobCalled(logger, function.Name, container.Name, name);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // The boundary of a blob function: noted, tried again, and set down as poison in the end.
            await NoteFailureAsync(name, version, tries + 1, exception, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The host stops; no receipt was written, so the next one calls again.
        }
        finally
        {
            _calls.TryRemove(name, out _);
            _slots.Release();
        }
    }

    private async Task InvokeAsync(string name, IReadOnlyDictionary<string, string> parts, CancellationToken cancellation)
    {
        BlobClient blob = container.GetBlobClient(name);
        if (function.TriggerParameter.ParameterType == typeof(BlobClient))
        {
            await call.RunAsync(function, blob, parameter => parts[parameter.Name!], cancellation);
            return;
        }

        Stream content = await blob.OpenReadAsync(cancellationToken: cancellation);
        await using (content)
        {
            await call.RunAsync(function, content, parameter => parts[parameter.Name!], cancellation);
        }
    }

    private async Task NoteFailureAsync(string name, string version, int tries, Exception failure, CancellationToken cancellation)
    {
        bool poison = tries >= options.MaxBlobTries;
        _notBefore[name] = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, Math.Min(tries - 1, 6)));
        if (poison)
        {
            Log.BlobPoisoned(logger, function.Name, container.Name, name, tries, failure);
        }
        else
        {
            Log.BlobFailed(logger, function.Name, container.Name, name, tries, failure.Message);
        }

        try
        {
            await receipts.WriteAsync(
                name, new(version, tries, poison ? BlobReceipt.Poison : BlobReceipt.Failed), failure.Message, cancellation);
        }
        catch (Exception exception) when (exception is RequestFailedException or OperationCanceledException or AggregateException)
        {
            // Not noted: that try does not count.
            Log.ReceiptNotStored(logger, function.Name, name, exception);
        }
    }
}
