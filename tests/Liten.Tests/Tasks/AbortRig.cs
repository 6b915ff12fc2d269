namespace Liten.Tests.Tasks;

/// <summary>A laboratory for tasks that wait in every way, and the log of how they unwind.</summary>
public abstract class AbortRig : IDisposable
{
    private protected readonly TaskLab _lab = new();

    public void Dispose() => _lab.Dispose();

    public static TheoryData<string, string> WaitsAndBodies
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string wait in TaskLab.Waits)
            {
                foreach (string body in TaskLab.Bodies)
                {
                    data.Add(wait, body);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> AllBodies => [.. TaskLab.Bodies];

    private protected async LitenTask<int> Logged(Func<LitenTask<int>> code)
    {
        try
        {
            return await code();
        }
        catch (OperationCanceledException)
        {
            _lab.Log.Add("caught");
            throw;
        }
        finally
        {
            _lab.Log.Add("finally");
        }
    }

    private protected static void AssertAborted(JoinHandle<int> task)
    {
        Assert.True(task.IsCompleted, "the task has not ended");
        JoinResult<int> result = task.JoinAsync().GetAwaiter().GetResult();
        Assert.True(result.IsAborted, $"not aborted: {(result.IsFaulted ? result.Exception : "success")}");
        Assert.Equal(task.Id, Assert.Throws<TaskAbortedException>(() => task.GetAwaiter().GetResult()).TaskId);
    }
}
