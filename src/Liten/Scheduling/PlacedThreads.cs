using System.Runtime.ExceptionServices;

namespace Liten;

/// <summary>Starts threads that first go to their processor and take their priority.</summary>
/// <param name="inner">Starts them.</param>
/// <param name="processors">
/// The processor of each worker, which are the first threads to be started; the list begins anew when it is too short.
/// null for any processor.
/// </param>
/// <param name="priority">What all of them run with, also those that stand in for workers.</param>
/// <param name="workers">How many workers there are.</param>
internal sealed class PlacedThreads(
    ThreadSource inner, IReadOnlyList<int>? processors, ThreadPriority priority, int workers) : ThreadSource
{
    private AtomicCounter _started;

    public override Thread Start(string name, int stackSize, ThreadStart body)
    {
        int index = (int)Math.Min(_started.Add(1) - 1, workers);
        int? processor = processors is not null && index < workers ? processors[index % processors.Count] : null;
        return inner.Start(name, stackSize, () =>
        {
            Place(processor);
            body();
        });
    }

    /// <summary>
    /// Tries on a thread of its own what the workers will do, so that a build fails where they would.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The system has no such thing.</exception>
    /// <exception cref="InvalidOperationException">The system refuses it.</exception>
    public void Try(string name)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = inner.Start(name, 0, () =>
        {
            try
            {
                foreach (int processor in processors ?? [])
                {
                    Place(processor);
                }

                Place(null);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        Uninterruptible.Join(thread);
        failure?.Throw();
    }

    private void Place(int? processor)
    {
        if (processor is { } number)
        {
            ThreadPlacement.Bind(number);
        }

        if (priority != ThreadPriority.Normal)
        {
            ThreadPlacement.SetPriority(priority);
        }
    }
}
