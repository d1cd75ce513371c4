@echo off
rem Starts the clip command. CLIP_OPTS adds options for Java, such as -Xmx4g.
setlocal
set "CLIP_LIB=%~dp0..\lib"
if defined JAVA_HOME (
  set "CLIP_JAVA=%JAVA_HOME%\bin\java.exe"
) else (
  set "CLIP_JAVA=java.exe"
)
"%CLIP_JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo clip: no Java found; install Java 17 or newer, or set JAVA_HOME 1>&2
  exit /b 1
)
"%CLIP_JAVA%" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -Dai.djl.offline=true -Dclip4j.hub.offline=false %CLIP_OPTS% -cp "%CLIP_LIB%\*" io.github.clip4j.examples.cli.ClipCommand %*
exit /b %ERRORLEVEL%
