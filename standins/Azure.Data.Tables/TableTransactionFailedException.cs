using System.Globalization;
using Azure.Data.Tables.Rest;

namespace Azure.Data.Tables;

/// <summary>A transaction was refused; nothing of it was stored. Documented: the service names the first action that failed.</summary>
public class TableTransactionFailedException : RequestFailedException
{
    /// <summary>The failure that the service answered with.</summary>
    /// <param name="requestFailedException">Its status, code, message and data are taken over.</param>
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            Given(requestFailedException).Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException.InnerException)
    {
        foreach (object key in requestFailedException.Data.Keys)
        {
            Data[key] = requestFailedException.Data[key];
        }

        if (Data[TableErrorDetails.FailedEntity] is string text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            FailedTransactionActionIndex = index;
        }
    }

    /// <summary>Position of the action that failed among those submitted, from 0; null if the service did not say.</summary>
    public int? FailedTransactionActionIndex { get; }

    private static RequestFailedException Given(RequestFailedException exception)
    {
        ArgumentNullException.ThrowIfNull(exception, "requestFailedException");
        return exception;
    }
}
