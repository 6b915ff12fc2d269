namespace Liten.AspNetCore.Tests;

/// <summary>What must come and takes milliseconds, or else would take for ever.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task Wait(Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static Task<T> Wait<T>(Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static void Until(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, Limit), $"{what}: not within {Limit}");

    /// <summary>Runs blocking code on a thread that is none of the ThreadPool's.</summary>
    public static void OnThread(Action code)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                code();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })
        { IsBackground = true, Name = "test" };
        thread.UnsafeStart();
        Assert.True(thread.Join(2 * Limit), "the test's thread does not end");
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
