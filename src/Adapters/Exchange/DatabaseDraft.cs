using Countme.Adapters.Exchange.Sqlite;

namespace Countme.Adapters.Exchange;

/// <summary>An SQLite file that is made whole beside its place and renamed into it.</summary>
internal static class DatabaseDraft
{
    /// <summary>Makes a file and puts it in place of any earlier one; after a failure the earlier one is as it was.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="fillAsync">Writes into the new, empty database.</param>
    /// <param name="cancellation">Stops before the file is replaced.</param>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there.</exception>
    /// <exception cref="IOException">Another program is writing to the file that would be replaced.</exception>
    public static async Task WriteAsync(string target, Func<SqliteDatabase, Task> fillAsync, CancellationToken cancellation)
    {
        string draft = FileDraft.PathBeside(target);
        if (!Directory.Exists(Path.GetDirectoryName(draft)))
        {
            throw new DirectoryNotFoundException(
                $"{Path.GetDirectoryName(draft)} is not there; {Path.GetFileName(target)} needs a folder that is. "
                + "Make it, or correct the name.");
        }

        RefuseWhenInUse(target);
        try
        {
            using (SqliteDatabase database = SqliteDatabase.CreateDraft(draft))
            {
                using SqliteTransaction transaction = database.Begin();
                await fillAsync(database).ConfigureAwait(false);
                transaction.Commit();
            }

            FileDraft.Sync(draft);
            cancellation.ThrowIfCancellationRequested();
            RefuseWhenInUse(target);
            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>
    /// Refuses to replace a database that has a journal: SQLite would take that journal for the new file's and write old pages into it.
    /// </summary>
    public static void RefuseWhenInUse(string target)
    {
        foreach (string journal in (string[])[target + "-journal", target + "-wal"])
        {
            if (File.Exists(journal))
            {
                throw new IOException(
                    $"{journal} is there, so another program is writing to {target} or was killed while it did; "
                    + "nothing may be replaced then. "
                    + "Let that program finish, or open the database once with sqlite3, then run again.");
            }
        }
    }
}
