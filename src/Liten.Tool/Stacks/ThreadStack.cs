namespace Liten.Tool;

/// <summary>Where a thread was.</summary>
/// <param name="Thread">The system's number of it.</param>
/// <param name="Computes">Whether it ran managed code; else it waited, or ran native code.</param>
/// <param name="Frames">The innermost method first.</param>
internal sealed record ThreadStack(long Thread, bool Computes, IReadOnlyList<StackFrame> Frames)
{
    /// <summary>The innermost method that is the user's.</summary>
    public string? UserMethod => Frames.FirstOrDefault(static frame => frame.IsUsers)?.Method;

    /// <summary>
    /// The user's own methods, and what the innermost one has called: without the way of an async method to its begin,
    /// which has the method's name once more.
    /// </summary>
    public IEnumerable<StackFrame> FramesOfUser
    {
        get
        {
            StackFrame? last = null;
            bool isUsers = false;
            foreach (StackFrame frame in Frames)
            {
                isUsers |= frame.IsUsers;
                if ((!isUsers || frame.IsUsers) && frame != last)
                {
                    last = frame;
                    yield return frame;
                }
            }
        }
    }
}
