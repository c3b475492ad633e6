using System.Globalization;
using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Rest;

namespace Azure.Data.Tables;

/// <content>Transactions.</content>
public partial class TableClient
{
    /// <summary>
    /// Does all actions or none. Documented: an entity group transaction, at most 100 actions and 4 MiB, all on one partition, none of them
    /// on the same entity.
    /// </summary>
    /// <param name="transactionActions">The actions, in their order.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The service's answer to each action, in the same order.</returns>
    /// <exception cref="ArgumentNullException">There is no list of actions.</exception>
    /// <exception cref="InvalidOperationException">The list is empty.</exception>
    /// <exception cref="TableTransactionFailedException">An action was refused; nothing was stored.</exception>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        using var changes = new Changeset();
        string partition = null;
        foreach (TableTransactionAction action in transactionActions)
        {
            partition ??= action.Entity.PartitionKey;
            if (partition != action.Entity.PartitionKey)
            {
                throw OtherPartition(changes.Count);
            }

            using HttpMessage message = Message(action.ActionType, action.Entity, action.ETag);
            await changes.AddAsync(message.Request, cancellationToken).ConfigureAwait(false);
        }

        if (changes.Count == 0)
        {
            throw new InvalidOperationException("The transaction holds no action, expected at least one.");
        }

        HttpMessage batch = _endpoint.Message(RequestMethod.Post, "$batch");
        batch.Request.Headers.SetValue("Content-Type", changes.ContentType);
        batch.Request.Content = RequestContent.Create(changes.Body());
        try
        {
            Response response = await _endpoint.SendAsync(batch, cancellationToken).ConfigureAwait(false);
            return Response.FromValue<IReadOnlyList<Response>>(Answers(response, changes.Count), response);
        }
        catch (RequestFailedException exception)
        {
            throw new TableTransactionFailedException(exception);
        }
    }

    /// <summary>What the service answers; the emulator lets it pass, and a test with it would promise what the service refuses.</summary>
    private static TableTransactionFailedException OtherPartition(int index)
    {
        string code = TableErrorCode.CommandsInBatchActOnDifferentPartitions.ToString();
        var refusal = new RequestFailedException(400, $"{index}:All commands in a batch must operate on same entity group.", code, null);
        refusal.Data[TableErrorDetails.FailedEntity] = index.ToString(CultureInfo.InvariantCulture);
        return new TableTransactionFailedException(refusal);
    }

    private static List<ChangesetPart> Answers(Response response, int count)
    {
        List<ChangesetPart> answers = ChangesetPart.Read(response);
        if (answers.Find(answer => answer.IsError) is ChangesetPart refusal)
        {
            throw TableErrorDetails.Exception(refusal);
        }

        return answers.Count == count
            ? answers
            : throw new RequestFailedException($"The service answered {answers.Count} actions of a transaction, expected {count}.");
    }
}
