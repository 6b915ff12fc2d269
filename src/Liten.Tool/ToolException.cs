namespace Liten.Tool;

/// <summary>What was asked for cannot be had. The message is for the user: what is wrong, and what to do.</summary>
internal sealed class ToolException : Exception
{
    public ToolException(string message)
        : base(message)
    {
    }

    public ToolException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
