namespace Liten.Tests;

/// <summary>Waits for what must come, and fails with a message when it does not.</summary>
internal static class Patience
{
    /// <summary>No threshold: what is waited for takes milliseconds, or for ever.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What all runtimes of the process do: for the message of a test that waits in vain.</summary>
    public static string Dump()
    {
        var text = new StringWriter();
        Runtime.WriteTaskDumpOfAll(text);
        return text.ToString();
    }

    /// <summary>Blocks until the task has ended, and gives its result or throws its exception.</summary>
    public static T Get<T>(Task<T> task, string what = "the task")
    {
        Wait((Task)task, what);
        return task.Result;
    }

    /// <summary>Blocks until the task has ended, and throws its exception.</summary>
    public static void Wait(Task task, string what = "the task")
    {
        Expect(((IAsyncResult)task).AsyncWaitHandle.WaitOne(Limit), $"{what} did not end within {Limit}");
        task.GetAwaiter().GetResult();
    }

    public static void Wait(ManualResetEventSlim signal, string what) => Expect(signal.Wait(Limit), $"{what} did not happen within {Limit}");

    public static T Get<T>(JoinHandle<T> handle, string what = "the spawned task") => Get(handle.AsTask(), what);

    public static void Wait(JoinHandle handle, string what = "the spawned task") => Wait(handle.AsTask(), what);

    /// <summary>Blocks until the spawned task has ended, and tells how.</summary>
    public static JoinResult Join(JoinHandle handle) => Get(handle.JoinAsync().AsTask(), "the spawned task");

    public static JoinResult<T> Join<T>(JoinHandle<T> handle) => Get(handle.JoinAsync().AsTask(), "the spawned task");

    private static void Expect(bool happened, string complaint)
    {
        if (!happened)
        {
            Assert.Fail($"{complaint}\n{Dump()}");
        }
    }

    /// <summary>Runs the code on a thread that belongs to nobody, has no context, and is not the test's.</summary>
    public static void OnThread(Action code, int stackSize = 0)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        var thread = new Thread(Run, stackSize) { IsBackground = true, Name = "test" };
        thread.UnsafeStart();
        Expect(thread.Join(Limit), $"the test's thread did not end within {Limit}");
        failure?.Throw();

        void Run()
        {
            try
            {
                code();
            }
            catch (Exception exception)
            {
                failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);
            }
        }
    }
}
